package sluice.userland;

import sluice.time.UserThread;

/**
 * A driver's device as a program has it: {@code \\.\NAME}. Calls are the program's, at PASSIVE
 * level; each charges it a system call and the I/O manager's work, and copies by METHOD_BUFFERED.
 */
public interface DeviceObject {
    /** CreateFile; one program at a time. */
    DeviceStatus open(UserThread self);

    /**
     * ReadFile: as many whole records as fit.
     *
     * @return octets that were filled; 0 if there was nothing: it does not wait
     */
    int read(UserThread self, byte[] buffer);

    /** WriteFile: one record. */
    DeviceStatus write(UserThread self, byte[] octets, int offset, int lengthOctets);

    /** Waits until the driver has taken something out of the ring of what was given back. */
    void awaitRoom(UserThread self);

    /**
     * The handle is closed, by the program or, when it ended or was killed, by the system; nothing
     * is charged.
     */
    void close();

    /** The longest record that it may take. */
    int recordOctetsMax();

    /** Packets that wait for this program. */
    int waiting();

    /** Packets that were shown to programs so far. */
    long shown();
}
