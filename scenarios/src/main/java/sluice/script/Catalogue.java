package sluice.script;

import java.util.Set;

/**
 * The names that a scenario file may use for what comes with Sluice.
 *
 * @param drivers of Windows hosts
 * @param hooks of Linux hosts
 */
public record Catalogue(Set<String> drivers, Set<String> hooks) {
    /** What ships. */
    public static final Catalogue SHIPPED =
            new Catalogue(
                    Set.of(
                            "app-intercept",
                            "ask-program",
                            "careless-driver",
                            "count",
                            "delay",
                            "drop-udp",
                            "esp",
                            "inspect",
                            "keeper",
                            "lwf-count",
                            "pass",
                            "passthru",
                            "pend",
                            "pppoe"),
                    Set.of(
                            "accept",
                            "careless",
                            "count",
                            "drop-udp",
                            "queue",
                            "repeat",
                            "set-ttl",
                            "swap"));

    /** Keeps the sets from changing. */
    public Catalogue {
        drivers = Set.copyOf(drivers);
        hooks = Set.copyOf(hooks);
    }
}
