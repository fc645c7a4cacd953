package sluice.netfilter;

import java.util.ArrayList;
import java.util.List;

/** A hook that stands in a chain; taken out by {@link #unregister}. */
public final class HookRegistration {
    private final HookChain chain;
    private final NfHook hook;
    private final int priority;
    private final String name;
    private final boolean reroutes;
    private final List<QueueEntry> parked = new ArrayList<>();
    private boolean registered = true;

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

    boolean reroutes() {
        return reroutes;
    }

    /** Whether it still stands in its chain. */
    public boolean registered() {
        return registered;
    }

    void park(QueueEntry entry) {
        parked.add(entry);
    }

    void unpark(QueueEntry entry) {
        parked.remove(entry);
    }

    /**
     * Takes it out; walks under way still see it. Packets that it had parked are dropped under
     * {@link NetfilterDrop#HOOK_UNREGISTERED} ({@code nf_queue_nf_hook_drop}). A second call does
     * nothing.
     */
    public void unregister() {
        if (!registered) return;
        registered = false;
        chain.remove(this);
        for (QueueEntry entry : List.copyOf(parked)) {
            entry.revoke(NetfilterDrop.HOOK_UNREGISTERED);
        }
    }
}
