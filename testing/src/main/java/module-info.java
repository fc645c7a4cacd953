/** The kit users test their drivers and hooks with. */
module sluice.testing {
    requires static transitive org.jspecify;
    requires transitive sluice.model;
    requires transitive sluice.ndis;
    requires transitive sluice.netfilter;
    requires transitive net.jqwik.api;
    requires transitive org.junit.jupiter.api;

    exports sluice.testing;

    provides net.jqwik.api.providers.ArbitraryProvider with
            sluice.testing.HookSchedules,
            sluice.testing.NdisSchedules;
}
