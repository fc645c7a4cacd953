/**
 * What both stacks stand on: packets, time, deferral, rings, NICs, traces and protocol mechanisms
 * without opinions. No run-time dependency.
 */
module sluice.model {
    requires static transitive org.jspecify;

    exports sluice.bpf;
    exports sluice.defer;
    exports sluice.edge;
    exports sluice.inet;
    exports sluice.inet.tcp.socket;
    exports sluice.inet.tcp;
    exports sluice.live;
    exports sluice.nic;
    exports sluice.packet.decode;
    exports sluice.packet.wire;
    exports sluice.packet;
    exports sluice.ring;
    exports sluice.tap;
    exports sluice.time;
    exports sluice.trace;
    exports sluice.world;
}
