package sluice.samples.windows;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.packet.wire.EtherTypes;
import sluice.time.Timer;

/**
 * What does a driver owe that keeps a send for long, as one does that asks somebody? It depends on
 * what it told the wrapper of itself. A serialized driver is timed: the wrapper resets it, and
 * takes its packets away. One that asked not to be timed has a bound of its own. A deserialized one
 * may keep what it likes, and completes it itself when it is reset.
 *
 * <p>Keeps IPv4 packets only; {@link KeeperFilter} is the same for NDIS 6.
 */
public final class Keeper implements Intermediate {
    private static final int ETHERNET_OCTETS = 14;

    /** What it tells the wrapper of itself. */
    public enum Kind {
        /** The wrapper serializes it, and times its sends. */
        SERIALIZED(MiniportAttributes.INTERMEDIATE_DRIVER | MiniportAttributes.NO_HALT_ON_SUSPEND),
        /** The same with {@code IGNORE_PACKET_TIMEOUT}: its sends are not timed. */
        UNTIMED(MiniportAttributes.INTERMEDIATE & ~MiniportAttributes.DESERIALIZE),
        /** It queues by itself. */
        DESERIALIZED(MiniportAttributes.INTERMEDIATE);

        private final int attributes;

        Kind(int attributes) {
            this.attributes = attributes;
        }
    }

    private record Kept(NdisPacket packet, long sinceNanos) {}

    private final Kind kind;
    private final long keepNanos;
    private final long boundNanos;
    private final boolean overReset;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private @Nullable IntermediateContext context;
    private @Nullable Timer due;

    /**
     * Keeps each for {@code keepNanos}.
     *
     * @param boundNanos after which it fails a send by itself; 0 for never
     * @param overReset whether it makes the mistake of keeping its packets when it is reset
     */
    public Keeper(Kind kind, long keepNanos, long boundNanos, boolean overReset) {
        this.kind = kind;
        this.keepNanos = keepNanos;
        this.boundNanos = boundNanos;
        this.overReset = overReset;
    }

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        due = here.host().scheduler().timer(here.host().cpu().deferred(), this::due);
    }

    @Override
    public int attributes() {
        return kind.attributes;
    }

    private IntermediateContext here() {
        return Objects.requireNonNull(context, "not in a stack");
    }

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        boolean asks =
                packet.lengthOctets() >= ETHERNET_OCTETS && packet.u16(12) == EtherTypes.IPV4;
        if (!asks) return below.send(packet);
        kept.addLast(new Kept(packet, here().host().scheduler().nowNanos()));
        arm();
        return NdisStatus.PENDING;
    }

    private boolean fails() {
        return boundNanos > 0 && boundNanos < keepNanos;
    }

    private void arm() {
        Kept oldest = kept.peekFirst();
        Timer timer = Objects.requireNonNull(due);
        if (oldest == null || timer.armed()) return;
        long at = oldest.sinceNanos() + (fails() ? boundNanos : keepNanos);
        timer.arm(Math.max(0, at - here().host().scheduler().nowNanos()));
    }

    private void due() {
        Kept oldest = kept.pollFirst();
        if (oldest == null) return;
        if (fails()) {
            here().above().sendComplete(oldest.packet(), NdisStatus.FAILURE);
        } else {
            NdisStatus status = here().below().send(oldest.packet());
            if (status != NdisStatus.PENDING) here().above().sendComplete(oldest.packet(), status);
        }
        arm();
    }

    /** Serialized, it forgets what it has: the wrapper completes that. */
    @Override
    public NdisStatus reset() {
        if (overReset) return NdisStatus.SUCCESS;
        if (kind == Kind.DESERIALIZED) completeAll(NdisStatus.REQUEST_ABORTED);
        forgetAll();
        return NdisStatus.SUCCESS;
    }

    private void completeAll(NdisStatus status) {
        for (Kept each = kept.pollFirst(); each != null; each = kept.pollFirst())
            here().above().sendComplete(each.packet(), status);
    }

    private void forgetAll() {
        kept.clear();
        Objects.requireNonNull(due).cancel();
    }

    @Override
    public void cancelSendPackets(Object cancelId) {
        for (Kept each : new ArrayDeque<>(kept)) {
            if (!cancelId.equals(each.packet().cancelId())) continue;
            kept.remove(each);
            here().above().sendComplete(each.packet(), NdisStatus.REQUEST_ABORTED);
        }
    }

    @Override
    public void pause() {
        completeAll(NdisStatus.PAUSED);
        forgetAll();
    }
}
