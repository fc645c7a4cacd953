package sluice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes octets on and remembers the first failure, which a PrintStream would keep to itself. */
final class WatchedOutput extends OutputStream {
    private final OutputStream target;
    private @Nullable IOException failure;

    WatchedOutput(OutputStream target) {
        this.target = target;
    }

    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether nobody reads any more, as after {@code | head}: no error of anyone's. */
    static boolean isReaderGone(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Broken pipe") || message.contains("pipe is being closed");
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        try {
            target.write(octets, offset, length);
        } catch (IOException e) {
            remember(e);
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    private void remember(IOException e) {
        if (failure == null) {
            failure = e;
        }
    }
}
