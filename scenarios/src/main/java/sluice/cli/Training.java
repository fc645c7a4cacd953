package sluice.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** Runs commands once, so that the launcher's build can note which classes they load. */
public final class Training {
    private Training() {}

    /**
     * Runs them.
     *
     * @param args the folder of the shipped examples; {@code -short} after it trains the frequent
     *     short commands only
     */
    public static void main(String[] args) {
        String[][] commands = args.length > 1 ? shortCommands() : allCommands();
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        for (String[] command : commands) {
            Main.run(command, new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        }
    }

    private static String[][] shortCommands() {
        return new String[][] {{"--version"}};
    }

    private static String[][] allCommands() {
        return new String[][] {{"--version"}, {"--help"}};
    }
}
