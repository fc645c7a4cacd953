package sluice.live;

/**
 * Why a real device cannot be used, for a person.
 *
 * @param kind what is missing or forbidden
 * @param reason the same in words, such as {@code there is no interface named tap0}
 * @param remedy the one command that gives it, or empty if there is none
 */
public record DeviceProblem(Kind kind, String reason, String remedy) {
    /** What is missing or forbidden. */
    public enum Kind {
        /** The operating system, or how Java was started. */
        SYSTEM,
        /** A native library. */
        LIBRARY,
        /** A name that no device can have. */
        NAME,
        /** The file that leads to the kernel's driver. */
        DEVICE_NODE,
        /** The right to use it. */
        PERMISSION,
        /** An interface of that name. */
        INTERFACE,
        /** Nobody else using it. */
        IN_USE,
        /** The kind of device that was asked for, or something the device said no to. */
        REFUSED
    }

    /** The reason, and what would help. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? reason : reason + "; try: " + remedy;
    }
}
