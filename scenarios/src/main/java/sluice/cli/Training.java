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
     * @param args the folder of the shipped examples
     */
    public static void main(String[] args) {
        String example = args[0] + "/office-lan.pcap";
        String[][] commands = {
            {"--help"},
            {"validate", "udp-echo"},
            {"explain", "udp-echo"},
            {"decode", example, "--format", "json"},
            {"filter", "tcp port 80 and not net 10.0.0.0/8", "--explain"},
            {"capture", "-r", example, "-c", "10", "udp or arp"}
        };
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        for (String[] command : commands) {
            Main.run(command, new ByteArrayInputStream(new byte[0]), nowhere, nowhere);
        }
    }
}
