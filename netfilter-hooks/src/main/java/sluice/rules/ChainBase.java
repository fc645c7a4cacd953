package sluice.rules;

import java.util.List;

/**
 * What makes a chain a base chain: where the kernel calls it.
 *
 * @param priority lower runs earlier
 * @param devices of a netdev chain, or of ingress in family inet; else empty
 */
public record ChainBase(ChainType type, RuleHook hook, int priority, List<String> devices) {
    /** Copies the list. */
    public ChainBase {
        devices = List.copyOf(devices);
    }
}
