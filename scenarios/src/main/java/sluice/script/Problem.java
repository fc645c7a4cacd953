package sluice.script;

/**
 * One thing that is wrong with a scenario file.
 *
 * @param place where
 * @param message what was found and what was expected
 */
public record Problem(Place place, String message) {
    /** {@code file:line:column: message}, as compilers write it. */
    public String line(String file) {
        return file + ":" + place + ": " + message;
    }
}
