package sluice.cli;

/** Which Sluice this is. */
final class Version {
    /**
     * The version of the build: a constant, since a resource would cost {@code --version} a quarter
     * of its time. A test holds it to the pom.
     */
    static final String TEXT = "0.1.0-SNAPSHOT";

    private Version() {}

    /** {@code --version}. */
    record Ask() implements Request {
        @Override
        public ExitCode carryOut(Console console) {
            if (console.json()) {
                console.print(json ->
                        json.beginObject()
                                .member("name", "sluice")
                                .member("version", TEXT)
                                .endObject());
            } else {
                console.out().println("sluice " + TEXT);
            }
            return ExitCode.DONE;
        }
    }
}
