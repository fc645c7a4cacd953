package sluice.userland;

import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.capture.NpfStatus;
import sluice.time.UserThread;

/**
 * An open capture driver whose use is held to rules U08 and U09: it installs no filter that its own
 * validator refuses, and takes no write while another is under way.
 */
public final class CheckedCapture implements CaptureHandle {
    private final CaptureHandle handle;
    private final UserRules rules;
    private int writing;

    /** Checks {@code handle}. */
    public CheckedCapture(CaptureHandle handle, UserRules rules) {
        this.handle = handle;
        this.rules = rules;
    }

    @Override
    public NpfStatus setFilter(BpfProgram program) {
        NpfStatus status = handle.setFilter(program);
        if (status == NpfStatus.SUCCESS) {
            BpfValidator.NPF
                    .refusal(program)
                    .ifPresent(why -> rules.found(UserRule.U08, "installed in spite of: " + why));
        }
        return status;
    }

    @Override
    public int write(UserThread self, byte[] octets, int offset, int lengthOctets) {
        boolean second = writing > 0;
        writing++;
        int taken;
        try {
            taken = handle.write(self, octets, offset, lengthOctets);
        } finally {
            writing--;
        }
        if (second && taken >= 0)
            rules.found(UserRule.U09, "a write of " + self.name() + " was taken beside another");
        return taken;
    }
}
