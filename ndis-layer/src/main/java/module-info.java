/**
 * The Windows side: an NDIS wrapper with miniports, intermediate drivers, lightweight filters and
 * protocols, verdict filters on top, and a Windows host put together from them.
 */
module sluice.ndis {
    requires static transitive org.jspecify;
    requires transitive sluice.model;
    requires org.slf4j;

    exports sluice.ndis;
    exports sluice.ndis.filter;
    exports sluice.tdi;
    exports sluice.winstack;
}
