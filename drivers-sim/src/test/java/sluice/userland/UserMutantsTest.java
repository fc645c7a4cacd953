package sluice.userland;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.ndis.BugCheck;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.userland.InspectionProgram.Habits;

/** For each rule of the channel one who breaks it, and nobody who does not is named. */
class UserMutantsTest {
    private static final InspectionOptions BUFFERED =
            InspectionOptions.DEFAULT.with(SendPolicy.PEND, FetchWay.BUFFERED, ReturnWay.IO);

    private static void start(InspectionRig rig, DeviceObject handle, Habits habits) {
        var program =
                new InspectionProgram(
                        rig.driver.device(),
                        new CheckedDevice(handle, rig.one.host(), rig.rules),
                        rig.events,
                        CostTable.ZERO,
                        Inspector.ALLOW,
                        habits);
        rig.program = program;
        rig.one.host().cpu().start("inspector", 12, program);
    }

    private static void traffic(InspectionRig rig) {
        rig.runMillis(1);
        for (char letter = 'a'; letter < 'f'; letter++) {
            rig.send(String.valueOf(letter));
            rig.sendBack(String.valueOf(letter));
        }
        rig.runMillis(5_000);
    }

    private static void onlyFound(InspectionRig rig, UserRule rule) {
        assertThat(rig.rules.findings()).isNotEmpty();
        assertThat(rig.rules.findings())
                .allSatisfy(found -> assertThat(found.rule()).isEqualTo(rule));
    }

    @Test
    void shouldNameNobodyIfAllIsWell() throws Exception {
        for (FetchWay fetch : FetchWay.values()) {
            for (ReturnWay back : ReturnWay.values()) {
                try (var rig = new InspectionRig(BUFFERED.with(SendPolicy.PEND, fetch, back))) {
                    start(rig, rig.driver.device(), Habits.GOOD);
                    traffic(rig);
                    java.util.Objects.requireNonNull(rig.program).end();
                    traffic(rig);
                    assertThat(rig.rules.findings()).isEmpty();
                    rig.isAtRest();
                }
            }
        }
    }

    /** A driver that asks for its event when it is loaded at boot, and so has none. */
    private static final class Eager implements Intermediate {
        private final NamedEvents events;

        Eager(NamedEvents events) {
            this.events = events;
        }

        @Override
        public void attach(IntermediateContext context) {
            var _ = events.createInKernel("packets");
        }
    }

    @Test
    void shouldFindTheDriverThatIsLoadedAtBootAndAsksTooEarly() throws Exception {
        var rules = new UserRules();
        var events = NamedEvents.booting(rules);
        try (var rig =
                new InspectionRig(
                        BUFFERED, false, CostTable.ZERO, NdisOptions.DEFAULT, new Eager(events))) {
            rig.runMillis(1);
            assertThat(rules.count(UserRule.U01)).isEqualTo(1);
        }
    }

    /** The sound one is loaded at boot too, and makes its event when it is opened. */
    @Test
    void shouldLetADriverBeLoadedAtBootThatMakesItsEventWhenItIsOpened() throws Exception {
        try (var rig =
                new InspectionRig(BUFFERED, false, CostTable.ZERO, NdisOptions.DEFAULT, null)) {
            rig.runMillis(1);
            rig.events.startSubsystem();
            start(rig, rig.driver.device(), Habits.GOOD);
            traffic(rig);
            assertThat(rig.rules.findings()).isEmpty();
            assertThat(rig.arrivedThere).hasSize(5);
        }
    }

    /** A device like the driver's own, except for what a subclass does otherwise. */
    private static class Like implements DeviceObject {
        final DeviceObject device;

        Like(DeviceObject device) {
            this.device = device;
        }

        @Override
        public DeviceStatus open(UserThread self) {
            return device.open(self);
        }

        @Override
        public int read(UserThread self, byte[] buffer) {
            return device.read(self, buffer);
        }

        @Override
        public DeviceStatus write(UserThread self, byte[] octets, int offset, int length) {
            return device.write(self, octets, offset, length);
        }

        @Override
        public void awaitRoom(UserThread self) {
            device.awaitRoom(self);
        }

        @Override
        public void close() {
            device.close();
        }

        @Override
        public int recordOctetsMax() {
            return device.recordOctetsMax();
        }

        @Override
        public int waiting() {
            return device.waiting();
        }

        @Override
        public long shown() {
            return device.shown();
        }
    }

    /** Reads that sleep until there is something. */
    private static final class Waiting extends Like {
        Waiting(DeviceObject device) {
            super(device);
        }

        @Override
        public int read(UserThread self, byte[] buffer) {
            int filled = device.read(self, buffer);
            while (filled == 0) {
                self.sleep(1_000_000);
                filled = device.read(self, buffer);
            }
            return filled;
        }
    }

    @Test
    void shouldFindAReadThatWaits() throws Exception {
        try (var rig = new InspectionRig(BUFFERED)) {
            start(rig, new Waiting(rig.driver.device()), Habits.GOOD);
            traffic(rig);
            onlyFound(rig, UserRule.U02);
        }
    }

    @Test
    void shouldFindAProgramThatReadsOnlyOnce() throws Exception {
        try (var rig = new InspectionRig(BUFFERED)) {
            start(rig, rig.driver.device(), Habits.GOOD.readingOnce());
            traffic(rig);
            onlyFound(rig, UserRule.U03);
        }
    }

    @Test
    void shouldFindASecondVerdict() throws Exception {
        for (ReturnWay back : ReturnWay.values()) {
            try (var rig =
                    new InspectionRig(BUFFERED.with(SendPolicy.PEND, FetchWay.BUFFERED, back))) {
                start(rig, rig.driver.device(), Habits.GOOD.answeringTwice());
                traffic(rig);
                onlyFound(rig, UserRule.U04);
                assertThat(rig.driver.counts().rejected()).isEqualTo(10);
                assertThat(rig.arrivedThere).hasSize(5);
            }
        }
    }

    /** Takes what it is told of lengths for true, and copies. */
    private static final class Trusting extends Like {
        Trusting(DeviceObject device) {
            super(device);
        }

        @Override
        public DeviceStatus write(UserThread self, byte[] octets, int offset, int length) {
            byte[] copy = new byte[length];
            System.arraycopy(octets, offset, copy, 0, Math.min(length, octets.length - offset));
            return DeviceStatus.SUCCESS;
        }
    }

    private static UserRules wrote(InspectionRig rig, DeviceObject handle, int... lengths) {
        var checked = new CheckedDevice(handle, rig.one.host(), rig.rules);
        rig.one
                .host()
                .cpu()
                .start(
                        "careless",
                        8,
                        self -> {
                            assertThat(checked.open(self)).isEqualTo(DeviceStatus.SUCCESS);
                            for (int length : lengths) {
                                byte[] record = new byte[200];
                                InspectionRecord.put(
                                        record, 0, 1, InspectionRecord.FORWARD, length - 16);
                                DeviceStatus status = checked.write(self, record, 0, length);
                                if (handle == rig.driver.device())
                                    assertThat(status).isEqualTo(DeviceStatus.INVALID_BUFFER_SIZE);
                            }
                            checked.close();
                        });
        rig.runMillis(10);
        assertThat(rig.world.programFailures()).isEmpty();
        return rig.rules;
    }

    @Test
    void shouldFindADriverThatTrustsLengths() throws Exception {
        int[] lengths = {0, 15, 201, 1534, 1535, 70_000};
        try (var rig = new InspectionRig(BUFFERED)) {
            assertThat(wrote(rig, rig.driver.device(), lengths).findings()).isEmpty();
        }
        try (var rig = new InspectionRig(BUFFERED)) {
            wrote(rig, new Trusting(rig.driver.device()), lengths);
            onlyFound(rig, UserRule.U07);
            assertThat(rig.rules.count(UserRule.U07)).isEqualTo(lengths.length);
        }
    }

    /** Forgets that the handle is to be closed. */
    private static final class Forgetful extends Like {
        Forgetful(DeviceObject device) {
            super(device);
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldFindADriverThatKeepsPacketsOfAProgramThatIsGone() throws Exception {
        try (var rig = new InspectionRig(BUFFERED)) {
            start(rig, new Forgetful(rig.driver.device()), Habits.GOOD.crashingAfter(1));
            traffic(rig);
            onlyFound(rig, UserRule.U05);
        }
    }

    @Test
    void shouldStopTheMachineForItWithTheVerifierOn() throws Exception {
        var verified = NdisOptions.verified(VerifierLevel.STANDARD);
        try (var rig = new InspectionRig(BUFFERED, true, CostTable.ZERO, verified, null)) {
            start(rig, new Forgetful(rig.driver.device()), Habits.GOOD.crashingAfter(1));
            traffic(rig);
            assertThat(rig.one.ndis().bugCheck().map(BugCheck::rule)).contains(UserRule.U05);
            assertThat(rig.one.host().stopped()).isTrue();
            assertThat(rig.two.host().stopped()).isFalse();
        }
    }

    /** The ring as the article prints it: what is got is not taken out. */
    private static final class Printed implements InspectionRing {
        private final byte[][] slots = new byte[8][];
        private long head;
        private long tail;
        private long refused;
        private final boolean mended;

        Printed(boolean mended) {
            this.mended = mended;
        }

        @Override
        public boolean offer(byte[] record, int offset, int length) {
            if (tail + 1 - head > slots.length) {
                refused++;
                return false;
            }
            slots[(int) (tail++ % slots.length)] =
                    java.util.Arrays.copyOfRange(record, offset, offset + length);
            return true;
        }

        @Override
        public int poll(byte[] to, int offset) {
            if (head == tail) return -1;
            byte[] record = slots[(int) (head % slots.length)];
            System.arraycopy(record, 0, to, offset, record.length);
            if (mended) head++;
            return record.length;
        }

        @Override
        public int nextLength() {
            return head == tail ? -1 : slots[(int) (head % slots.length)].length;
        }

        @Override
        public long tail() {
            return tail;
        }

        @Override
        public long head() {
            return head;
        }

        @Override
        public int capacity() {
            return slots.length;
        }

        @Override
        public long refused() {
            return refused;
        }
    }

    private static UserRules used(boolean mended) {
        var rules = new UserRules();
        var ring = new CheckedRing(new Printed(mended), rules, "printed");
        byte[] record = new byte[32];
        for (int i = 0; i < 20; i++) {
            ring.offer(record, 0, 20);
            ring.offer(record, 0, 32);
            ring.poll(record, 0);
        }
        return rules;
    }

    @Test
    void shouldFindTheRingThatDoesNotTakeOutWhatWasGot() {
        assertThat(used(true).findings()).isEmpty();
        assertThat(used(false).count(UserRule.U06)).isEqualTo(1);
        assertThat(used(false).findings().getFirst().detail())
                .isEqualTo("printed: get moved its head by 0");
    }

    /** A program that writes over the indices: the section is its memory too. */
    @Test
    void shouldFindIndicesThatMakeNoSense() {
        var rules = new UserRules();
        var ring = new Printed(true);
        var checked = new CheckedRing(ring, rules, "shared");
        ring.head = 5;
        assertThat(checked.offer(new byte[16], 0, 16)).isTrue();
        assertThat(rules.findings().getFirst().detail())
                .isEqualTo("shared: tail 1, head 5, capacity 8");
        assertThat(checked.poll(new byte[16], 0)).isEqualTo(-1);
    }
}
