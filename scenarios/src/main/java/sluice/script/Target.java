package sluice.script;

import sluice.edge.IpAddress;

/** Whom traffic is for: a host of the scenario, whose address the runner takes, or an address. */
public sealed interface Target {
    /** A host of the scenario. */
    record Named(String host) implements Target {
        @Override
        public String toString() {
            return host;
        }
    }

    /** Any address, somebody's or nobody's. */
    record Literal(IpAddress address) implements Target {
        @Override
        public String toString() {
            return address.toString();
        }
    }
}
