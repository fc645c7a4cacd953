package sluice.userland;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.packet.Octets;
import sluice.samples.windows.CountingPassthru;
import sluice.time.CostTable;
import sluice.time.WaitableEvent;
import sluice.trace.Step;
import sluice.userland.InspectionProgram.EventBy;
import sluice.userland.InspectionProgram.Habits;

/** A driver and the program that decides for it. */
class UserChannelTest {
    private static final InspectionOptions PEND = InspectionOptions.DEFAULT;
    private static final long SECOND = 1_000_000_000L;

    private static InspectionRig rig(InspectionOptions options) throws Exception {
        return new InspectionRig(options);
    }

    /** Turns the letter of a datagram into a capital and leaves its checksum out. */
    private static int capital(byte[] octets, int offset, int length, boolean received) {
        int udp = offset + 14 + 20;
        Octets.put16(octets, udp + 6, 0);
        octets[udp + 8] = (byte) Character.toUpperCase(octets[udp + 8]);
        return InspectionRecord.FORWARD_CHANGED;
    }

    private static Inspector dropping(char letter) {
        return (octets, offset, length, received) ->
                octets[offset + 14 + 20 + 8] == letter
                        ? InspectionRecord.DROP
                        : InspectionRecord.FORWARD;
    }

    @Test
    void shouldTakeEightNumberedSteps() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(1);
            rig.sendBack("b");
            rig.isAtRest();
            List<List<Integer>> walks =
                    rig.steps.stream()
                            .filter(InspectionStep.class::isInstance)
                            .map(Step::packetId)
                            .distinct()
                            .map(rig::numbersOf)
                            .toList();
            assertThat(walks).containsExactly(List.of(5, 6, 7, 8), List.of(1, 2, 3, 4));
            assertThat(rig.arrivedThere).containsExactly("a");
            assertThat(rig.arrivedHere).containsExactly("b");
        }
    }

    @Test
    void shouldEndWhatTheProgramRefuses() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD, dropping('b'));
            rig.runMillis(1);
            for (String letter : List.of("a", "b", "c")) rig.send(letter);
            rig.sendBack("b");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a", "c");
            assertThat(rig.arrivedHere).isEmpty();
            assertThat(rig.driver.counts().dropped()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = SendPolicy.class,
            names = {"EARLY", "PEND"})
    void shouldPassOnWhatTheProgramHasChanged(SendPolicy policy) throws Exception {
        try (var rig = rig(PEND.with(policy, FetchWay.BUFFERED, ReturnWay.IO))) {
            rig.start(Habits.GOOD, UserChannelTest::capital);
            rig.runMillis(1);
            rig.send("a");
            rig.sendBack("b");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("A");
            assertThat(rig.arrivedHere).containsExactly("B");
            assertThat(rig.rules.findings()).isEmpty();
        }
    }

    @Test
    void shouldOnlyShowWhatIsPassedOnAtOnce() throws Exception {
        try (var rig = rig(PEND.with(SendPolicy.PASS_ON, FetchWay.SHARED, ReturnWay.SHARED))) {
            rig.start(Habits.GOOD, dropping('a'));
            rig.runMillis(1);
            rig.send("a");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a");
            assertThat(rig.driver.counts().shownSends()).isEqualTo(1);
            assertThat(rig.driver.counts().dropped()).isZero();
        }
    }

    @Test
    void shouldKeepOrderEachWayWhateverTheWay() throws Exception {
        for (SendPolicy policy : SendPolicy.values())
            for (FetchWay fetch : FetchWay.values())
                for (ReturnWay back : ReturnWay.values())
                    for (RingKind ring : RingKind.values())
                        keepsOrder(PEND.with(policy, fetch, back).withRings(ring, 128));
    }

    private static void keepsOrder(InspectionOptions options) throws Exception {
        try (var rig = rig(options)) {
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            List<String> letters = new ArrayList<>();
            for (char letter = 'A'; letter <= 'z'; letter++) {
                rig.send(String.valueOf(letter));
                rig.sendBack(String.valueOf(letter));
                letters.add(String.valueOf(letter));
            }
            rig.isAtRest();
            assertThat(rig.arrivedThere).as("%s", options).isEqualTo(letters);
            assertThat(rig.arrivedHere).as("%s", options).isEqualTo(letters);
            assertThat(rig.rules.findings()).as("%s", options).isEmpty();
        }
    }

    /** Bindings return it when the driver above has shown it, not while it does. */
    @Test
    void shouldPassUpThroughAnotherDriverUnderTheVerifier() throws Exception {
        var verified = NdisOptions.verified(VerifierLevel.STRICT);
        try (var rig = new InspectionRig(PEND, true, CostTable.ZERO, verified, null)) {
            rig.one.insertDriver("lan", 0, "above", new CountingPassthru());
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            rig.sendBack("a");
            rig.isAtRest();
            assertThat(rig.arrivedHere).containsExactly("a");
        }
    }

    // ---- the event

    @Test
    void shouldLetTheProgramOnlyWaitIfTheDriverMadeTheEvent() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD.by(EventBy.OPENING), Inspector.ALLOW);
            rig.runMillis(1);
            var results = new ArrayList<DeviceStatus>();
            rig.one
                    .host()
                    .cpu()
                    .start(
                            "other",
                            8,
                            self -> {
                                NamedEvent event = rig.events.open("packets");
                                results.add(event == null ? null : event.set(self));
                                results.add(event == null ? null : event.reset(self));
                            });
            rig.runMillis(1);
            assertThat(results)
                    .containsExactly(DeviceStatus.ACCESS_DENIED, DeviceStatus.ACCESS_DENIED);
            rig.send("a");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    @Test
    void shouldGiveTheProgramAllRightsIfItMadeTheEventFirst() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD.by(EventBy.CREATING), Inspector.ALLOW);
            rig.runMillis(1);
            var results = new ArrayList<DeviceStatus>();
            rig.one
                    .host()
                    .cpu()
                    .start(
                            "other",
                            8,
                            self -> {
                                NamedEvent event = requireNonNull(rig.events.create("packets"));
                                assertThat(event.existed()).isTrue();
                                results.add(event.set(self));
                                results.add(event.reset(self));
                            });
            rig.send("a");
            rig.isAtRest();
            assertThat(results).containsExactly(DeviceStatus.SUCCESS, DeviceStatus.SUCCESS);
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    @Test
    void shouldWakeTheProgramByAHandle() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD.by(EventBy.HANDLE), Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    /** IoCreateSynchronizationEvent: a new one is signalled, one that was there stays as it is. */
    @Test
    void shouldFindANewEventOfTheKernelSignalledAndNotCounting() {
        var events = NamedEvents.started(new UserRules());
        WaitableEvent made = requireNonNull(events.createInKernel("e"));
        assertThat(made.signalled()).isTrue();
        made.reset();
        assertThat(events.createInKernel("e")).isSameAs(made);
        assertThat(made.signalled()).isFalse();
        NamedEvent first = requireNonNull(events.create("f"));
        assertThat(first.waitable().signalled()).isFalse();
        assertThat(events.createInKernel("f")).isSameAs(first.waitable());
        assertThat(first.waitable().signalled()).isFalse();
    }

    @Test
    void shouldLoseSightOfLaterPacketsIfItReadsOnlyOnce() throws Exception {
        var options = PEND.with(SendPolicy.PEND, FetchWay.SHARED, ReturnWay.SHARED);
        try (var rig = rig(options)) {
            rig.start(Habits.GOOD.readingOnce(), Inspector.ALLOW);
            rig.runMillis(1);
            for (String letter : List.of("a", "b", "c", "d")) rig.send(letter);
            rig.runMillis(10_000);
            // Four signals, of which the three that came before it could wait again count as one.
            assertThat(rig.arrivedThere).containsExactly("a", "b");
            rig.send("e");
            rig.runMillis(10_000);
            assertThat(rig.arrivedThere).containsExactly("a", "b", "c");
            assertThat(rig.driver.waiting()).isEqualTo(2);
        }
    }

    // ---- priority

    private static void hog(InspectionRig rig, int priority) {
        rig.one
                .host()
                .cpu()
                .start(
                        "hog",
                        priority,
                        self -> {
                            while (true) self.compute(1_000_000);
                        });
    }

    @Test
    void shouldStandStillBelowABusyProgramAndBeNamed() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD, Inspector.ALLOW, 7);
            rig.runMillis(1);
            hog(rig, 8);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(2_000);
            assertThat(rig.arrivedThere).isEmpty();
            assertThat(rig.world.starving(SECOND)).hasSize(1);
            assertThat(rig.world.starving(SECOND).getFirst()).contains("inspector", "hog");
        }
    }

    @Test
    void shouldFlowOnceTheDriverHasRaisedTheProgram() throws Exception {
        try (var rig = rig(PEND.raisingTo(12))) {
            var thread = rig.start(Habits.GOOD, Inspector.ALLOW, 7);
            rig.runMillis(1);
            assertThat(thread.priority()).isEqualTo(12);
            hog(rig, 8);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(2_000);
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    /** At real-time priority nobody else gets to run: not what writes files, not the keyboard. */
    @Test
    void shouldStarveAllOthersIfItSpinsAtRealTimePriority() throws Exception {
        try (var rig = rig(PEND.raisingTo(31))) {
            rig.start(Habits.GOOD.spinning(10_000), Inspector.ALLOW);
            rig.runMillis(1);
            var worked = new ArrayList<String>();
            for (String name : List.of("file writer", "keyboard input"))
                rig.one
                        .host()
                        .cpu()
                        .start(
                                name,
                                15,
                                self -> {
                                    self.compute(1000);
                                    worked.add(name);
                                });
            rig.runMillis(2_000);
            assertThat(worked).isEmpty();
            assertThat(String.join(", ", rig.world.starving(SECOND)))
                    .contains("file writer", "keyboard input", "inspector");
        }
    }

    // ---- the end of the program

    @ParameterizedTest
    @EnumSource(ClosePolicy.class)
    void shouldReleaseWhatWaitsWhenTheProgramCrashes(ClosePolicy policy) throws Exception {
        for (SendPolicy sends : SendPolicy.values()) {
            var options = PEND.with(sends, FetchWay.BUFFERED, ReturnWay.IO).closing(policy);
            try (var rig = rig(options)) {
                rig.start(Habits.GOOD.crashingAfter(2), Inspector.ALLOW);
                rig.runMillis(1);
                var letters = List.of("a", "b", "c", "d", "e");
                for (String letter : letters) rig.send(letter);
                rig.sendBack("x");
                rig.runMillis(1);
                rig.send("f");
                rig.sendBack("y");
                rig.isAtRest();
                boolean all = policy == ClosePolicy.FORWARD || sends == SendPolicy.PASS_ON;
                assertThat(rig.arrivedThere)
                        .as("%s %s", policy, sends)
                        .isEqualTo(
                                all
                                        ? List.of("a", "b", "c", "d", "e", "f")
                                        : List.of("a", "b", "f"));
                assertThat(rig.arrivedHere)
                        .isEqualTo(
                                policy == ClosePolicy.FORWARD ? List.of("x", "y") : List.of("y"));
                assertThat(rig.rules.findings()).isEmpty();
                assertThat(rig.world.programFailures()).hasSize(1);
            }
        }
    }

    /** Step by step, in place and time. */
    @Test
    void shouldBeExactlyAPassthruWithoutProgram() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        for (boolean plain : new boolean[] {false, true}) {
            try (var rig =
                    new InspectionRig(
                            PEND,
                            true,
                            CostTable.ZERO,
                            NdisOptions.DEFAULT,
                            plain ? new CountingPassthru() : null)) {
                if (!plain) {
                    rig.start(Habits.GOOD, Inspector.ALLOW);
                    rig.runMillis(1);
                    java.util.Objects.requireNonNull(rig.program).end();
                } else {
                    rig.runMillis(1);
                }
                rig.runMillis(1);
                rig.steps.clear();
                rig.send("a");
                rig.sendBack("b");
                rig.isAtRest();
                runs.add(
                        rig.steps.stream()
                                .map(step ->
                                        step.timeNanos() + " " + step.place() + " " + step.verb())
                                .toList());
            }
        }
        assertThat(runs.get(0)).isNotEmpty().isEqualTo(runs.get(1));
    }

    @Test
    void shouldServeTheNextProgramAfterTheFirst() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(1);
            java.util.Objects.requireNonNull(rig.program).end();
            rig.runMillis(1);
            rig.send("b");
            rig.runMillis(1);
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("c");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a", "b", "c");
            assertThat(rig.driver.counts().shownSends()).isEqualTo(2);
        }
    }

    @Test
    void shouldRefuseASecondProgram() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            rig.start(Habits.GOOD, Inspector.ALLOW);
            rig.runMillis(1);
            assertThat(java.util.Objects.requireNonNull(rig.program).opened())
                    .isEqualTo(DeviceStatus.ACCESS_DENIED);
            rig.send("a");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    // ---- a full ring, and reset

    @Test
    void shouldLoseSendsThatWereSaidToBeSentAndNoneThatPend() throws Exception {
        for (SendPolicy policy : List.of(SendPolicy.EARLY, SendPolicy.PEND)) {
            var options =
                    PEND.with(policy, FetchWay.SHARED, ReturnWay.SHARED)
                            .withRings(RingKind.SLOTS, 4);
            try (var rig = rig(options)) {
                rig.start(Habits.GOOD.judgingFor(100_000_000), Inspector.ALLOW);
                rig.runMillis(1);
                for (char letter = 'a'; letter < 'k'; letter++) rig.send(String.valueOf(letter));
                rig.isAtRest();
                boolean early = policy == SendPolicy.EARLY;
                assertThat(rig.arrivedThere).hasSize(early ? 4 : 10);
                assertThat(rig.driver.counts().sendsLost()).isEqualTo(early ? 6 : 0);
            }
        }
    }

    /** The wrapper completes it after two intervals; the verdict that comes later finds nothing. */
    @Test
    void shouldGiveUpAPendedSendAtTheResetOfASerializedDriver() throws Exception {
        int attributes = MiniportAttributes.INTERMEDIATE_DRIVER;
        try (var rig = rig(PEND.withAttributes(attributes))) {
            rig.start(Habits.GOOD.judgingFor(20 * SECOND), Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(15_000);
            assertThat(rig.driver.waiting()).isZero();
            rig.runMillis(15_000);
            rig.isAtRest();
            assertThat(rig.arrivedThere).isEmpty();
            assertThat(rig.rules.findings()).isEmpty();
        }
    }

    /** A deserialized driver is never reset for a packet. */
    @Test
    void shouldKeepAPendedSendOfADeserializedDriverForEver() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD.judgingFor(20 * SECOND), Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.runMillis(15_000);
            assertThat(rig.driver.waiting()).isEqualTo(1);
            rig.runMillis(15_000);
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("a");
        }
    }

    @Test
    void shouldEndWhatWaitsWhenTheStackChanges() throws Exception {
        try (var rig = rig(PEND)) {
            rig.start(Habits.GOOD.judgingFor(SECOND), Inspector.ALLOW);
            rig.runMillis(1);
            rig.send("a");
            rig.sendBack("b");
            rig.runMillis(1);
            rig.one.insertDriver("lan", 0, "above", new CountingPassthru());
            rig.runMillis(1);
            assertThat(rig.driver.waiting()).isZero();
            rig.runMillis(5_000);
            rig.send("c");
            rig.isAtRest();
            assertThat(rig.arrivedThere).containsExactly("c");
            assertThat(rig.rules.findings()).isEmpty();
        }
    }
}
