package sluice.inet.tcp;

/**
 * What a program is to be told of its connection once the call that is under way has ended. One
 * thread; the program may call back in, which makes more news.
 */
final class TcpNews {
    static final int CONNECTED = 1;
    static final int READABLE = 2;
    static final int WRITABLE = 4;
    static final int END_OF_INPUT = 8;
    static final int URGENT = 16;

    /** Until a connection is accepted: what happens is told to who accepts it. */
    static final TcpHandler NOBODY = new TcpHandler() {};

    private final TcpConnection connection;
    private TcpHandler handler = NOBODY;
    private int news;
    private boolean endWasTold;

    TcpNews(TcpConnection connection) {
        this.connection = connection;
    }

    /** Who is told from now on. */
    void handler(TcpHandler program) {
        handler = program;
    }

    void add(int what) {
        news |= what;
    }

    boolean hasMore() {
        return news != 0 && !endWasTold;
    }

    /** Nobody is told of what happened so far; whether this was among it. */
    boolean forget(int what) {
        boolean was = (news & what) != 0;
        news = 0;
        return was;
    }

    void tell() {
        int now = news;
        news = 0;
        if ((now & CONNECTED) != 0) handler.connected(connection);
        if ((now & URGENT) != 0) handler.urgent(connection);
        if ((now & READABLE) != 0 && connection.readableOctets() > 0) handler.readable(connection);
        if ((now & END_OF_INPUT) != 0) handler.endOfInput(connection);
        if ((now & WRITABLE) != 0 && connection.end() == null) handler.writable(connection);
        TcpEnd how = connection.endForProgram();
        if (how != null && !endWasTold && news == 0) {
            endWasTold = true;
            handler.ended(connection, how);
        }
    }
}
