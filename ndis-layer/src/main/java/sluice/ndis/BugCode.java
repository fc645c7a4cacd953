package sluice.ndis;

import java.util.Locale;

/**
 * A bug check and its first parameter, which tells what went wrong (Microsoft, "Bug Check Code
 * Reference").
 *
 * @param check the number
 * @param p1 the first parameter
 */
public record BugCode(int check, long p1) {
    /** No bug check of Windows is for it. */
    public static final BugCode NONE = new BugCode(0, 0);

    /** DRIVER_VERIFIER_DETECTED_VIOLATION without a number: for rules that have no code. Choice. */
    static final BugCode VERIFIER = new BugCode(0xC4, 0);

    /** Whether Windows has a bug check for it. */
    public boolean isDedicated() {
        return check != 0;
    }

    /** The name of the bug check. */
    public String name() {
        return switch (check) {
            case 0x0A -> "IRQL_NOT_LESS_OR_EQUAL";
            case 0x19 -> "BAD_POOL_HEADER";
            case 0x50 -> "PAGE_FAULT_IN_NONPAGED_AREA";
            case 0x7C -> "BUGCODE_NDIS_DRIVER";
            case 0x7E -> "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED";
            case 0x9F -> "DRIVER_POWER_STATE_FAILURE";
            case 0xC4 -> "DRIVER_VERIFIER_DETECTED_VIOLATION";
            case 0xD1 -> "DRIVER_IRQL_NOT_LESS_OR_EQUAL";
            case 0x109 -> "CRITICAL_STRUCTURE_CORRUPTION";
            case 0x133 -> "DPC_WATCHDOG_VIOLATION";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return isDedicated() ? String.format(Locale.ROOT, "0x%X/0x%X", check, p1) : "-";
    }
}
