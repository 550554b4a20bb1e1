package io.kmspolicy.cli.query;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A policy directory with one key, and the output of a command that was run on it. */
abstract class DirectoryOfOneKey {

  static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String ACCOUNT = "111122223333";
  static final String OTHER = "444455556666";
  static final String ELSE = "anybody else of account ";
  static final String NONE = "none = boundary, session, scp, rcp, grants, endpoint";
  static final String DELEGATION =
      "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': {'AWS': '"
          + ACCOUNT
          + "'}}";

  @TempDir Path root;

  String out = "";
  String err = "";

  @BeforeEach
  void stateLayers() throws IOException {
    write("directory.properties", NONE);
  }

  void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void writeKey(String statements) throws IOException {
    write(ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json", document(statements));
  }

  /** A policy with quotation marks in place of apostrophes. */
  static String document(String statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
        .formatted(statements.replace('\'', '"'));
  }

  static String allow(String principal, String condition) {
    return ("{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*', 'Principal': %s,"
            + " 'Condition': {%s}}")
        .formatted(principal, condition);
  }

  int run(String... args) {
    CommandRun run = CommandRun.in(root, "", args);
    out = run.out();
    err = run.err();
    return run.status();
  }

  /** The result in the row of a principal; empty if there is none. */
  String result(String principal) {
    return out.lines()
        .filter(line -> line.startsWith(principal + "  "))
        .map(line -> line.substring(principal.length()).strip().replaceFirst(":.*", ""))
        .findFirst()
        .orElse("");
  }
}
