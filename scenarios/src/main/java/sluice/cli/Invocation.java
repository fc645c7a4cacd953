package sluice.cli;

/** A command line that was understood. */
record Invocation(GlobalOptions options, Request request) {}
