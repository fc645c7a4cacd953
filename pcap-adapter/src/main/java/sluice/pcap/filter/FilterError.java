package sluice.pcap.filter;

/**
 * Why an expression is no filter, and where it stops being one.
 *
 * @param column the place in the expression, from 1; one more than its length if it ended too early
 * @param message what was found and what would do, in words
 */
public record FilterError(int column, String message) {
    /** The expression with a caret under the place, and the message: three lines. */
    public String under(String expression) {
        int at = Math.min(column, expression.length() + 1);
        StringBuilder caret = new StringBuilder();
        for (int i = 0; i < at - 1; i++) caret.append(expression.charAt(i) == '\t' ? '\t' : ' ');
        return expression + "\n" + caret + "^\n" + this;
    }

    @Override
    public String toString() {
        return "column " + column + ": " + message;
    }
}
