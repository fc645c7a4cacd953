package sluice.netfilter;

/**
 * A function called for each packet at a hook point, at DEFERRED level or at THREAD level for what
 * programs send.
 *
 * <p>It may read and change the packet ({@link Skb#writable}), and says what becomes of it. The
 * packet stays the stack's, unless the verdict is {@link NfVerdict#STOLEN}. If it throws, the
 * packet is lost under {@link NetfilterDrop#HOOK_OOPS} and the run has a broken contract; {@link
 * ContractRule} says what else it must not do.
 */
@FunctionalInterface
public interface NfHook {
    /** Decides about {@code skb}; {@code state} is valid during the call only. */
    NfVerdict evaluate(Skb skb, HookState state);

    /**
     * Whether the route is looked up again when this hook changed addresses, TOS or mark at
     * LOCAL_OUT, as after a chain of type {@code route}.
     */
    default boolean reroutes() {
        return true;
    }
}
