package sluice.fuzz;

/** Where Jazzer enters; the system property {@code sluice.fuzz.target} says which target it is. */
public final class FuzzEntry {
    private static final FuzzTarget TARGET =
            FuzzTarget.of(System.getProperty("sluice.fuzz.target", "filter"));

    private FuzzEntry() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.run(input);
    }
}
