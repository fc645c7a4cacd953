package sluice.ndis.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.BreachPolicy;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.Irql;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.Ndis;
import sluice.ndis.NdisDrop;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisRule;
import sluice.ndis.NdisStatus;
import sluice.ndis.Overridden;
import sluice.ndis.ReceiveRule;
import sluice.ndis.RequestRule;
import sluice.ndis.SendRule;
import sluice.ndis.UpperEdge;
import sluice.packet.DropReason;

/**
 * The intermediate driver that carries a {@link FilterDriver}: asks it for its verdict, parks what
 * it pends, and resumes in place.
 *
 * <p>A parked packet is finished once: by whoever holds the deferral, or by this driver when it is
 * reset or paused. A sink may finish inside {@code offer}, and may even refuse afterwards: then the
 * finish counts.
 */
class VerdictFilter implements Intermediate {
    private static final int POOL_PACKETS = 0xFFFF;

    /** Names a revocation that ends nothing; no packet ever ends under it. */
    private static final DropReason WITHDRAWN = new Withdrawn();

    private final FilterDriver driver;
    private final List<Parked> parked = new ArrayList<>();
    private @Nullable IntermediateContext context;
    private @Nullable NdisPacketPool pool;

    private VerdictFilter(FilterDriver driver) {
        this.driver = driver;
    }

    /** The carrier with only those callbacks that the filter has. */
    static Intermediate carrying(FilterDriver driver) {
        boolean sends = Overridden.is(driver, FilterDriver.class, "onSend");
        boolean receives = Overridden.is(driver, FilterDriver.class, "onReceive");
        if (sends && receives) return new Both(driver);
        if (receives) return new Receives(driver);
        return sends ? new Sends(driver) : new VerdictFilter(driver);
    }

    private record Withdrawn() implements DropReason {
        @Override
        public String name() {
            return "WITHDRAWN";
        }

        @Override
        public String area() {
            return "ndis";
        }

        @Override
        public String text() {
            return "taken back by the filter";
        }
    }

    private static final class Sends extends VerdictFilter {
        Sends(FilterDriver driver) {
            super(driver);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return judgeSend(below, packet);
        }
    }

    private static class Receives extends VerdictFilter {
        Receives(FilterDriver driver) {
            super(driver);
        }

        @Override
        public int receive(UpperEdge above, NdisPacket packet) {
            return judgeReceive(above, packet);
        }

        @Override
        public void returnPacket(LowerEdge below, NdisPacket packet) {
            takeBack(below, packet);
        }
    }

    private static final class Both extends Receives {
        Both(FilterDriver driver) {
            super(driver);
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            return judgeSend(below, packet);
        }
    }

    @Override
    public int attributes() {
        return driver.attributes();
    }

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        pool = here.packetPool(POOL_PACKETS);
        driver.onAttach(here);
    }

    private IntermediateContext context() {
        return java.util.Objects.requireNonNull(context);
    }

    final NdisStatus judgeSend(LowerEdge below, NdisPacket packet) {
        Verdict verdict = answered(driver.onSend(packet.packet()));
        if (verdict == Verdict.PASS) return below.send(packet);
        if (!(verdict instanceof Verdict.Pend pend)) return decided(verdict, below, packet);
        var deferral = new ParkedSend(packet);
        parked.add(deferral);
        if (pend.sink().offer(deferral) || !deferral.isOpen()) return NdisStatus.PENDING;
        deferral.withdraw();
        return decided(pend.ifRefused(), below, packet);
    }

    /** A driver of a user's may be compiled without null checks. */
    private static Verdict answered(@Nullable Verdict verdict) {
        return java.util.Objects.requireNonNull(verdict, "the driver gave no verdict");
    }

    private NdisStatus decided(Verdict verdict, LowerEdge below, NdisPacket packet) {
        if (!(verdict instanceof Verdict.Drop drop)) return below.send(packet);
        packet.discard(drop.why());
        return driver.statusOfDrop();
    }

    final int judgeReceive(UpperEdge above, NdisPacket packet) {
        Verdict verdict = answered(driver.onReceive(packet.packet()));
        if (verdict == Verdict.PASS) return above.indicateReceive(packet);
        if (!(verdict instanceof Verdict.Pend pend)) return decidedUp(verdict, above, packet);
        NdisPacket kept = packet;
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        if (lent) {
            kept = java.util.Objects.requireNonNull(pool).repackage(packet);
            if (kept == null) {
                packet.discard(NdisDrop.FILTER_NO_DESCRIPTOR);
                return 0;
            }
            kept.outOfBand().setStatus(NdisStatus.SUCCESS);
        }
        int owed = lent ? 0 : 1;
        var deferral = new ParkedReceive(kept);
        parked.add(deferral);
        if (pend.sink().offer(deferral) || !deferral.isOpen()) return owed;
        deferral.withdraw();
        if (!lent) return decidedUp(pend.ifRefused(), above, kept);
        if (decidedUp(pend.ifRefused(), above, kept) == 0) free(kept);
        return 0;
    }

    private int decidedUp(Verdict verdict, UpperEdge above, NdisPacket packet) {
        if (!(verdict instanceof Verdict.Drop drop)) return above.indicateReceive(packet);
        packet.discard(drop.why());
        return 0;
    }

    final void takeBack(LowerEdge below, NdisPacket packet) {
        if (packet.pool() == pool) free(packet);
        else below.returnPacket(packet);
    }

    private void free(NdisPacket own) {
        own.pool().free(own);
    }

    @Override
    public NdisStatus reset() {
        boolean serialized = (driver.attributes() & MiniportAttributes.DESERIALIZE) == 0;
        for (Parked waiting : List.copyOf(parked)) {
            if (!(waiting instanceof ParkedSend send)) continue;
            if (serialized) send.forgetInReset(); // the wrapper completes it
            else send.takeAway(NdisDrop.FILTER_RESET, NdisStatus.REQUEST_ABORTED);
        }
        driver.onReset();
        return NdisStatus.SUCCESS;
    }

    @Override
    public void cancelSendPackets(Object cancelId) {
        for (Parked waiting : List.copyOf(parked)) {
            if (waiting instanceof ParkedSend send && cancelId.equals(send.descriptor.cancelId()))
                send.takeAway(NdisDrop.FILTER_CANCELLED, NdisStatus.REQUEST_ABORTED);
        }
    }

    @Override
    public void pause() {
        for (Parked waiting : List.copyOf(parked))
            waiting.takeAway(NdisDrop.FILTER_PAUSED, NdisStatus.PAUSED);
        driver.onPause();
    }

    /** A parked packet: the right to finish it, and what happens then. */
    private abstract class Parked extends Deferral {
        final NdisPacket descriptor;
        private boolean silent;
        private NdisRule ruleOfSecondEnd;
        NdisStatus statusOfRevocation = NdisStatus.REQUEST_ABORTED;

        Parked(NdisPacket descriptor, NdisRule ruleOfSecondEnd) {
            super(descriptor.packet(), context().host().world().contracts());
            this.descriptor = descriptor;
            this.ruleOfSecondEnd = ruleOfSecondEnd;
        }

        @Override
        protected final String rule() {
            return ruleOfSecondEnd.id();
        }

        @Override
        protected final RuntimeException breach(String text, String offender) {
            Ndis ndis = context().adapter().ndis();
            return ndis.options().policy() == BreachPolicy.THROW
                    ? super.breach(text, offender)
                    : ndis.breach(ruleOfSecondEnd, context().party(), descriptor, text);
        }

        /** Leaves the packet to the wrapper, which takes it away in a reset. */
        final void forgetInReset() {
            ruleOfSecondEnd = RequestRule.Q03;
            withdraw();
        }

        /** Takes the right back and leaves the packet to the caller. */
        final void withdraw() {
            silent = true;
            revoke(WITHDRAWN);
        }

        /** Takes the right back and ends the packet. */
        final void takeAway(DropReason why, NdisStatus status) {
            statusOfRevocation = status;
            revoke(why);
        }

        @Override
        protected final void resume(Outcome outcome) {
            parked.remove(this);
            Ndis ndis = context().adapter().ndis();
            Irql before = ndis.raise(Irql.DISPATCH); // a program decides at PASSIVE_LEVEL
            try {
                goOn(outcome);
            } finally {
                ndis.lower(before);
            }
        }

        private void goOn(Outcome outcome) {
            switch (outcome) {
                case Outcome.Continue _ -> goOn();
                case Outcome.Discard(DropReason why) -> {
                    descriptor.discard(why);
                    ended(driver.statusOfDrop());
                }
            }
        }

        @Override
        protected final void revoked(DropReason why) {
            parked.remove(this);
            if (silent) return;
            Ndis ndis = context().adapter().ndis();
            Irql before = ndis.raise(Irql.DISPATCH);
            try {
                descriptor.discard(why);
                ended(statusOfRevocation);
            } finally {
                ndis.lower(before);
            }
        }

        abstract void goOn();

        abstract void ended(NdisStatus status);
    }

    private final class ParkedSend extends Parked {
        ParkedSend(NdisPacket descriptor) {
            super(descriptor, SendRule.S02);
        }

        @Override
        void goOn() {
            NdisStatus status = context().below().send(descriptor);
            if (status != NdisStatus.PENDING) ended(status);
        }

        @Override
        void ended(NdisStatus status) {
            context().above().sendComplete(descriptor, status);
        }
    }

    private final class ParkedReceive extends Parked {
        ParkedReceive(NdisPacket descriptor) {
            super(descriptor, ReceiveRule.R03);
        }

        @Override
        void goOn() {
            if (context().above().indicateReceive(descriptor) == 0)
                takeBack(context().below(), descriptor);
        }

        @Override
        void ended(NdisStatus status) {
            takeBack(context().below(), descriptor);
        }
    }
}
