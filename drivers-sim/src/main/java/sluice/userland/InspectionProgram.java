package sluice.userland;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.time.CostTable;
import sluice.time.UserProgram;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * The program at an inspecting driver: waits for the event, fetches until nothing is left, judges,
 * gives back. If it ends, is killed or crashes, the system closes its handle.
 */
public final class InspectionProgram implements UserProgram {
    private static final int BUFFER_OCTETS = 65_536;

    private final InspectionDevice device;
    private final DeviceObject handle;
    private final NamedEvents events;
    private final Inspector inspector;
    private final CostTable costs;
    private final Habits habits;
    private final byte[] buffer;
    private final byte[] record;
    private @Nullable WaitableEvent awaited;
    private boolean ending;
    private long fetched;
    private long wakes;
    private boolean maySet;
    private DeviceStatus opened = DeviceStatus.INVALID_DEVICE_STATE;

    /** How it comes by the event. */
    public enum EventBy {
        /** It opens the one that the driver has made: it can only wait for it. */
        OPENING,
        /** It makes it before it opens the device: it has all rights. */
        CREATING,
        /** It makes one without a name and passes the handle. */
        HANDLE
    }

    /**
     * What it does well or badly.
     *
     * @param event how it comes by the event
     * @param judgeNanos what judging one packet takes it
     * @param readsOnce whether it fetches only once after each wake-up
     * @param spinNanos if above 0 it never waits, but looks again after computing so long
     * @param signalEvery packets that it gives back by shared memory before it wakes the driver
     * @param crashesAfter packets after which it fails, or {@link Long#MAX_VALUE}
     * @param answersTwice whether it answers each packet twice
     */
    public record Habits(
            EventBy event,
            long judgeNanos,
            boolean readsOnce,
            long spinNanos,
            int signalEvery,
            long crashesAfter,
            boolean answersTwice) {
        /** A good program that takes no time. */
        public static final Habits GOOD =
                new Habits(EventBy.OPENING, 0, false, 0, 8, Long.MAX_VALUE, false);

        /** The same coming by the event in another way. */
        public Habits by(EventBy way) {
            return new Habits(
                    way, judgeNanos, readsOnce, spinNanos, signalEvery, crashesAfter, answersTwice);
        }

        /** The same taking its time. */
        public Habits judgingFor(long nanos) {
            return new Habits(
                    event, nanos, readsOnce, spinNanos, signalEvery, crashesAfter, answersTwice);
        }

        /** The same fetching once only. */
        public Habits readingOnce() {
            return new Habits(
                    event, judgeNanos, true, spinNanos, signalEvery, crashesAfter, answersTwice);
        }

        /** The same never waiting. */
        public Habits spinning(long nanos) {
            return new Habits(
                    event, judgeNanos, readsOnce, nanos, signalEvery, crashesAfter, answersTwice);
        }

        /** The same failing. */
        public Habits crashingAfter(long packets) {
            return new Habits(
                    event, judgeNanos, readsOnce, spinNanos, signalEvery, packets, answersTwice);
        }

        /** The same answering twice. */
        public Habits answeringTwice() {
            return new Habits(
                    event, judgeNanos, readsOnce, spinNanos, signalEvery, crashesAfter, true);
        }
    }

    /** A program for {@code device}, reached through {@code handle}, which is it or checks it. */
    public InspectionProgram(
            InspectionDevice device,
            DeviceObject handle,
            NamedEvents events,
            CostTable costs,
            Inspector inspector,
            Habits habits) {
        this.device = device;
        this.handle = handle;
        this.events = events;
        this.costs = costs;
        this.inspector = inspector;
        this.habits = habits;
        this.buffer = new byte[BUFFER_OCTETS];
        this.record = new byte[InspectionRecord.HEADER_OCTETS + device.options().frameOctetsMax()];
    }

    /** Packets that it has fetched. */
    public long fetched() {
        return fetched;
    }

    /** How often it came out of waiting for its event. */
    public long wakes() {
        return wakes;
    }

    /** Whether its handle of the event allows it to set and reset it. */
    public boolean maySet() {
        return maySet;
    }

    /** How the device answered when it was opened. */
    public DeviceStatus opened() {
        return opened;
    }

    /** Ends it at its next call, as if it were closed or killed: its handle is closed. */
    public void end() {
        ending = true;
        WaitableEvent event = awaited;
        if (event != null) event.set();
    }

    @Override
    public void run(UserThread self) {
        NamedEvent event = null;
        if (habits.event == EventBy.CREATING) event = events.create(device.eventName());
        if (habits.event == EventBy.HANDLE) event = NamedEvent.unnamed();
        opened = handle.open(self);
        if (opened != DeviceStatus.SUCCESS) return;
        try {
            if (habits.event == EventBy.HANDLE && event != null) device.setEvent(self, event);
            if (event == null) event = events.open(device.eventName());
            serve(self, event);
        } catch (RuntimeException crash) {
            handle.close();
            throw crash;
        }
        handle.close();
    }

    private void serve(UserThread self, @Nullable NamedEvent event) {
        WaitableEvent ready = event == null ? WaitableEvent.autoReset() : event.waitable();
        maySet = event != null && event.maySet();
        awaited = ready;
        while (!ending) {
            if (habits.spinNanos > 0) self.compute(habits.spinNanos);
            else self.await(ready);
            wakes++;
            boolean more = true;
            while (more && !ending) more = fetch(self) && !habits.readsOnce;
        }
    }

    /** Fetches once, and gives back what it got; whether it got anything. */
    private boolean fetch(UserThread self) {
        return switch (device.options().fetch()) {
            case BUFFERED -> {
                int filled = handle.read(self, buffer);
                int since = 0;
                for (int at = 0; at < filled && !ending; ) {
                    int length =
                            InspectionRecord.HEADER_OCTETS
                                    + InspectionRecord.frameOctets(buffer, at);
                    since = giveBack(self, buffer, at, length, since);
                    at += length;
                }
                if (since > 0) wakeDriver(self);
                yield filled > 0;
            }
            case SHARED -> {
                SharedSection section = device.section();
                if (section == null) yield false;
                int since = 0;
                int count = 0;
                for (int length = section.toProgram().poll(record, 0);
                        length >= 0 && !ending;
                        length = section.toProgram().poll(record, 0)) {
                    since = giveBack(self, record, 0, length, since);
                    count++;
                    if (habits.readsOnce) break;
                }
                if (since > 0) wakeDriver(self);
                yield count > 0;
            }
        };
    }

    private int giveBack(UserThread self, byte[] from, int at, int length, int since) {
        if (fetched++ >= habits.crashesAfter) throw new IllegalStateException("the program fails");
        if (habits.judgeNanos > 0) self.compute(habits.judgeNanos);
        boolean received = InspectionRecord.what(from, at) == InspectionRecord.RECEIVED;
        int verdict =
                inspector.judge(
                        from,
                        at + InspectionRecord.HEADER_OCTETS,
                        length - InspectionRecord.HEADER_OCTETS,
                        received);
        Octets.put32(from, at + 8, verdict);
        int after = hand(self, from, at, length, since);
        return habits.answersTwice ? hand(self, from, at, length, after) : after;
    }

    private int hand(UserThread self, byte[] from, int at, int length, int since) {
        if (device.options().giveBack() != ReturnWay.SHARED) {
            handle.write(self, from, at, length);
            return since;
        }
        SharedSection section = device.section();
        if (section == null) return since;
        self.compute(costs.copyNanos(length));
        while (!section.toDriver().offer(from, at, length)) {
            if (ending || device.section() != section) return since;
            wakeDriver(self);
            handle.awaitRoom(self);
        }
        if (since + 1 < habits.signalEvery) return since + 1;
        wakeDriver(self);
        return 0;
    }

    private void wakeDriver(UserThread self) {
        SharedSection section = device.section();
        if (section == null) return;
        if (device.options().giveBack() != ReturnWay.SHARED) return;
        self.systemCall();
        self.compute(costs.eventSetNanos());
        section.returned().set();
    }
}
