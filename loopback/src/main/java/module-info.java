/** What a host may lack: virtual adapters, a capture device for loopback, a bridge for guests. */
module sluice.loopback {
    requires static transitive org.jspecify;
    requires transitive sluice.model;
    requires transitive sluice.ndis;

    exports sluice.msloop;
    exports sluice.npfloop;
    exports sluice.vmbridge;
}
