package sluice.netfilter;

/** A hook that stands in a chain; taken out by {@link #unregister}. */
public final class HookRegistration {
    private final HookChain chain;
    private final NfHook hook;
    private final int priority;
    private final String name;
    private final boolean reroutes;
    private boolean registered = true;
    private boolean trusted;

    HookRegistration(HookChain chain, NfHook hook, int priority, String name) {
        this.chain = chain;
        this.hook = hook;
        this.priority = priority;
        this.name = name;
        this.reroutes = chain.reroutes() && hook.reroutes();
    }

    /** Priority, lower first. */
    public int priority() {
        return priority;
    }

    /** Name in traces. */
    public String name() {
        return name;
    }

    /** Family of its chain. */
    public NfFamily family() {
        return chain.family();
    }

    /** Point of its chain. */
    public HookPoint point() {
        return chain.point();
    }

    NfHook hook() {
        return hook;
    }

    /** It is a part of the path, not a guest. */
    void trust() {
        trusted = true;
    }

    boolean trusted() {
        return trusted;
    }

    boolean reroutes() {
        return reroutes;
    }

    /** Whether it still stands in its chain. */
    public boolean registered() {
        return registered;
    }

    /**
     * Takes it out; walks under way still see it. All packets of the host that wait in queues are
     * dropped under {@link NetfilterDrop#HOOK_UNREGISTERED}, whichever hook queued them: they
     * remember their hook by its number, which may now be another's ({@code
     * nf_queue_nf_hook_drop}). A second call is a breach and does nothing.
     */
    public void unregister() {
        Netfilter netfilter = chain.netfilter();
        String place = chain.place().name();
        if (!registered) {
            netfilter.breach(ContractRule.N21, "", 0, place, name);
            return;
        }
        registered = false;
        netfilter.listsChanged("it unregistered " + name);
        int parked = netfilter.verifier() == null ? 0 : netfilter.waitingCount();
        if (parked > 0) netfilter.breach(ContractRule.N13, "packets: " + parked, 0, place, name);
        chain.remove(this);
        netfilter.hookGone();
    }
}
