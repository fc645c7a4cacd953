package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.capture.CaptureRig.PEER;
import static sluice.capture.CaptureRig.SECOND;
import static sluice.capture.CaptureRig.frame;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.time.UserThread;
import sluice.userland.CaptureHandle;
import sluice.userland.CheckedCapture;
import sluice.userland.UserRule;
import sluice.userland.UserRules;

/** Rules U08 and U09 on the capture driver, and on one that keeps neither. */
class CaptureRulesTest {
    private static final BpfProgram ENDLESS =
            BpfProgram.of(BpfInstruction.of(BpfCode.LD_IMM, 1)); // no return at its end
    private static final BpfProgram SOUND = BpfProgram.of(BpfInstruction.of(BpfCode.RET_K, 96));

    private final CaptureRig rig = new CaptureRig();
    private final UserRules rules = new UserRules();

    @AfterEach
    void close() {
        assertThat(rig.world.programFailures()).isEmpty();
        rig.close();
    }

    /** Like the driver, but it believes its programs and takes what it is given. */
    private static final class Credulous implements CaptureHandle {
        private final CaptureHandle sound;

        Credulous(CaptureHandle sound) {
            this.sound = sound;
        }

        @Override
        public NpfStatus setFilter(BpfProgram program) {
            return NpfStatus.SUCCESS;
        }

        @Override
        public int write(UserThread self, byte[] octets, int offset, int lengthOctets) {
            int taken = sound.write(self, octets, offset, lengthOctets);
            if (taken >= 0) return taken;
            self.sleep(1000); // queues it behind the other instead of refusing it
            return lengthOctets;
        }
    }

    private List<Integer> writtenByTwo(CaptureHandle handle) {
        byte[] frame = frame(PEER, 60, 9);
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i < 2; i++)
            rig.program(self -> results.add(handle.write(self, frame, 0, 60)));
        rig.advance(SECOND);
        return results;
    }

    @Test
    void shouldFindNothingAtTheCaptureDriver() {
        NpfInstance capture = rig.open();
        capture.setWriteRepetitions(1000);
        var handle = new CheckedCapture(CaptureHandle.of(capture), rules);
        assertThat(handle.setFilter(ENDLESS)).isEqualTo(NpfStatus.UNSUCCESSFUL);
        assertThat(handle.setFilter(SOUND)).isEqualTo(NpfStatus.SUCCESS);
        assertThat(writtenByTwo(handle)).containsExactlyInAnyOrder(60, -1);
        assertThat(rules.findings()).isEmpty();
    }

    @Test
    void shouldFindAFilterThatIsInstalledUnseen() {
        var handle = new CheckedCapture(new Credulous(CaptureHandle.of(rig.open())), rules);
        handle.setFilter(SOUND);
        assertThat(rules.findings()).isEmpty();
        handle.setFilter(ENDLESS);
        assertThat(rules.findings()).hasSize(1);
        assertThat(rules.count(UserRule.U08)).isEqualTo(1);
    }

    @Test
    void shouldFindAWriteThatIsTakenBesideAnother() {
        NpfInstance capture = rig.open();
        capture.setWriteRepetitions(1000);
        var handle = new CheckedCapture(new Credulous(CaptureHandle.of(capture)), rules);
        assertThat(writtenByTwo(handle)).containsExactlyInAnyOrder(60, 60);
        assertThat(rules.findings()).hasSize(1);
        assertThat(rules.count(UserRule.U09)).isEqualTo(1);
    }
}
