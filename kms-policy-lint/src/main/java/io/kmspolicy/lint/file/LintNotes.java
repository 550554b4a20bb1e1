package io.kmspolicy.lint.file;

import io.kmspolicy.model.text.Quoting;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a run names beside its findings.
 *
 * @param ignored the paths that .gitignore leaves out
 * @param others the files that were left alone
 * @param settings the files with settings
 */
public record LintNotes(List<String> ignored, List<String> others, Set<String> settings) {

  /** Names nothing. */
  public static final LintNotes NONE = new LintNotes(List.of(), List.of(), Set.of());

  /** Copies the lists. */
  public LintNotes {
    ignored = List.copyOf(ignored);
    others = List.copyOf(others);
    settings = Collections.unmodifiableSet(settings);
  }

  /** Names the settings, and the files that were left out. */
  public void print(PrintWriter err) {
    settings.forEach(file -> err.println(Quoting.escape("settings: " + file)));
    if (!ignored.isEmpty()) {
      err.println(Quoting.escape(ignoredText(ignored.get(0), ignored.size() - 1)));
    }
    if (!others.isEmpty()) {
      int more = others.size() - 1;
      String rest =
          switch (more) {
            case 0 -> " is no policy for KMS and was left alone";
            case 1 -> " and 1 other JSON file are no policies for KMS and were left alone";
            default ->
                " and " + more + " other JSON files are no policies for KMS and were left alone";
          };
      err.println(Quoting.escape(others.get(0) + rest));
    }
  }

  private static String ignoredText(String first, int more) {
    String rest =
        switch (more) {
          case 0 -> " is ignored";
          case 1 -> " and 1 other path are ignored";
          default -> " and " + more + " other paths are ignored";
        };
    return first
        + rest
        + " by .gitignore and left out; --no-ignore reads "
        + (more == 0 ? "it" : "them");
  }
}
