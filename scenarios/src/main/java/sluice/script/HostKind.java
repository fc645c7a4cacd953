package sluice.script;

/** Which stack a host runs. */
public enum HostKind {
    LINUX,
    WINDOWS;

    /** As scenario files write it. */
    public String word() {
        return this == LINUX ? "linux" : "windows";
    }
}
