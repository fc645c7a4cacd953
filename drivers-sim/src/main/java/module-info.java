/** What users copy from: sample drivers and hooks, their catalogue, and the capture engine. */
module sluice.drivers {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires transitive sluice.model;
    requires transitive sluice.ndis;
    requires transitive sluice.netfilter;

    exports sluice.bump;
    exports sluice.capture;
    exports sluice.packetce;
    exports sluice.samples;
    exports sluice.samples.linux;
    exports sluice.samples.spec;
    exports sluice.samples.windows;
    exports sluice.sim;
    exports sluice.userland;
}
