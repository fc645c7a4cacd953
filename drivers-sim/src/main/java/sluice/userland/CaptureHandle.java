package sluice.userland;

import sluice.bpf.BpfProgram;
import sluice.capture.NpfInstance;
import sluice.capture.NpfStatus;
import sluice.time.UserThread;

/** What the rules of the channel look at of an open capture driver. */
public interface CaptureHandle {
    /** BIOCSETF. */
    NpfStatus setFilter(BpfProgram program);

    /**
     * WriteFile.
     *
     * @return the length of the frame, or -1 if it was not taken
     */
    int write(UserThread self, byte[] octets, int offset, int lengthOctets);

    /** An instance of the driver. */
    static CaptureHandle of(NpfInstance instance) {
        return new CaptureHandle() {
            @Override
            public NpfStatus setFilter(BpfProgram program) {
                return instance.setFilter(program);
            }

            @Override
            public int write(UserThread self, byte[] octets, int offset, int lengthOctets) {
                return instance.write(self, octets, offset, lengthOctets);
            }
        };
    }
}
