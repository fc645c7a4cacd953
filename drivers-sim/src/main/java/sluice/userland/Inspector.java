package sluice.userland;

/** What a program thinks of a packet. Called at THREAD level, in the program's own time. */
@FunctionalInterface
public interface Inspector {
    /** Lets everything pass. */
    Inspector ALLOW = (octets, offset, length, received) -> InspectionRecord.FORWARD;

    /**
     * Judges one frame; it may write to the octets and then answers {@link
     * InspectionRecord#FORWARD_CHANGED}.
     *
     * @param received whether it came from the wire
     * @return {@link InspectionRecord#FORWARD}, {@link InspectionRecord#FORWARD_CHANGED} or {@link
     *     InspectionRecord#DROP}
     */
    int judge(byte[] octets, int offset, int lengthOctets, boolean received);
}
