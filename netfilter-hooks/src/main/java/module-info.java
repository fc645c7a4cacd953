/**
 * The horizontal side: a Linux host with its fixed path, five hook points, taps, qdiscs, devices
 * and sockets.
 */
module sluice.netfilter {
    requires transitive sluice.model;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports sluice.netfilter;
    exports sluice.conntrack;
    exports sluice.nat;
    exports sluice.route;
    exports sluice.netdev;
    exports sluice.qdisc;
    exports sluice.rules;
    exports sluice.rules.compiled;
    exports sluice.rules.expression;
    exports sluice.rules.iptables;
    exports sluice.rules.names;
    exports sluice.rules.nft;
    exports sluice.rules.statement;
    exports sluice.rules.xtables;
    exports sluice.linuxstack;
}
