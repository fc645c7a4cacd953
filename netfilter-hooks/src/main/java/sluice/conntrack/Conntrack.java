package sluice.conntrack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.time.Scheduler;

/**
 * The connections of one host (Linux 6.18, {@code net/netfilter/nf_conntrack_core.c}).
 *
 * <p>Nothing is tracked before somebody says {@link #use}: then hooks stand at PRE_ROUTING and
 * LOCAL_OUT (fragments at -400, tracking at -200) and at POST_ROUTING and LOCAL_IN (the last of
 * all), until the last {@link #release}.
 */
public final class Conntrack {
    private final Netfilter netfilter;
    private final Scheduler scheduler;
    private final Map<NfFamily, Integer> users = new EnumMap<>(NfFamily.class);
    private final Map<NfFamily, List<HookRegistration>> hooks = new EnumMap<>(NfFamily.class);

    /** An empty table over a host's hook points. */
    public Conntrack(Netfilter netfilter, Scheduler scheduler) {
        this.netfilter = netfilter;
        this.scheduler = scheduler;
    }

    /** Somebody needs tracking in a family ({@code nf_ct_netns_get}). */
    public void use(NfFamily family) {
        if (users.merge(family, 1, Integer::sum) == 1) hooks.put(family, new ArrayList<>());
    }

    /** Takes one {@link #use} back; after the last nothing is tracked any more. */
    public void release(NfFamily family) {
        int left = users.merge(family, -1, Integer::sum);
        if (left < 0) throw new IllegalStateException("tracking of " + family + " is not in use");
        if (left == 0) {
            for (HookRegistration hook : hooks.getOrDefault(family, List.of())) hook.unregister();
            hooks.remove(family);
        }
    }

    /** Whether a family is tracked. */
    public boolean used(NfFamily family) {
        return users.getOrDefault(family, 0) > 0;
    }

    /** The connection a packet belongs to; null before tracking, if it is invalid or untracked. */
    public static @Nullable Connection of(Skb skb) {
        return skb.tracked() instanceof Connection connection ? connection : null;
    }

    /**
     * Lets a packet made in answer to {@code about} belong to its connection ({@code
     * nf_ct_attach}).
     */
    public static void attach(Skb answer, Skb about) {
        Connection connection = of(about);
        if (connection == null) return;
        boolean reply = about.ctInfo().reply();
        answer.setTracked(connection, reply ? CtInfo.RELATED : CtInfo.RELATED_REPLY);
    }

    /** The confirmed connections that are alive, by id. */
    public List<Connection> entries() {
        return List.of();
    }

    /** How many connections there are. */
    public int count() {
        return 0;
    }

    /** The connection to which a packet with this tuple belongs, in either direction, or null. */
    public @Nullable Connection find(Tuple tuple, Zone zone) {
        return null;
    }

    /** Deletes all connections ({@code conntrack -F}). */
    public void flush() {}

    long nowNanos() {
        return scheduler.nowNanos();
    }

    Netfilter netfilter() {
        return netfilter;
    }
}
