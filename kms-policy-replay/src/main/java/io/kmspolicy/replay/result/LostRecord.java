package io.kmspolicy.replay.result;

/**
 * A record, or the rest of a file, that could not be read.
 *
 * @param file the file's name
 * @param line the line on which the record begins or the file breaks off, counted from 1; 0 if it
 *     is not known
 * @param reason what is wrong
 */
public record LostRecord(String file, long line, String reason) {

  /** A record that is one of several on its line, unless its number is 0. */
  public static LostRecord of(String file, long line, long number, String reason) {
    return new LostRecord(
        file, line, number == 0 ? reason : "record " + number + " of the line: " + reason);
  }

  /** The file, the line, and the reason. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + reason : file + ":" + line + ": " + reason;
  }
}
