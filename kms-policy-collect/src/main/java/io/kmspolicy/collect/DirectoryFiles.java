package io.kmspolicy.collect;

import io.kmspolicy.model.text.Quoting;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files in the root of a collected directory.
 *
 * @param account the account
 * @param organization the id of its organization; empty if there is none or it is not known
 * @param none the layers that the user states to be none
 * @param allPrincipals the time at which all users and roles were listed; empty if some may be
 *     missing
 * @param unlisted the lists that AWS refused, as texts
 */
record DirectoryFiles(
    String account,
    Optional<String> organization,
    List<String> none,
    Optional<Instant> allPrincipals,
    List<String> unlisted) {

  static final String PROPERTIES = "directory.properties";
  static final String README = "README.md";

  DirectoryFiles {
    none = List.copyOf(none);
    unlisted = List.copyOf(unlisted);
  }

  /** The text of {@code directory.properties}. */
  String properties(int files) {
    StringBuilder text = new StringBuilder("# Written by kms-policy collect.\n");
    organization.ifPresent(id -> text.append("organization = ").append(id).append('\n'));
    if (!none.isEmpty()) {
      text.append("# Stated by --assume-none.\nnone = ")
          .append(String.join(", ", none))
          .append('\n');
    }
    allPrincipals.ifPresent(
        at -> text.append("principals = complete as of ").append(at).append('\n'));
    return text.append("files = ").append(files).append('\n').toString();
  }

  /** The text of {@code README.md}: what was read, when, and what is not known. */
  String readme(Collection<Entry> entries) {
    List<Entry> existing = entries.stream().filter(Entry::exists).toList();
    Optional<Instant> first = existing.stream().map(Entry::at).min(Instant::compareTo);
    Optional<Instant> last = existing.stream().map(Entry::at).max(Instant::compareTo);
    StringBuilder text = new StringBuilder("# Policies of account " + account + "\n\n");
    text.append("`kms-policy collect` has read them");
    first.ifPresent(at -> text.append(" from ").append(at));
    last.ifPresent(at -> text.append(" to ").append(at));
    text.append(".\n\n## Not read\n\n");
    List<Entry> unread = existing.stream().filter(entry -> !entry.isWhole()).toList();
    if (unread.isEmpty() && unlisted.isEmpty()) {
      return text.append("Nothing: AWS refused no request.\n").toString();
    }
    text.append("These layers are unknown here, not none.\n\n| what | layer | why |\n")
        .append("| --- | --- | --- |\n");
    unlisted.forEach(list -> row(text, list, "all", ""));
    for (Entry entry : unread) {
      entry.refused().forEach((layer, why) -> row(text, entry.folder(), layer, why));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String what, String layer, String why) {
    text.append("| ")
        .append(cell(what))
        .append(" | ")
        .append(layer)
        .append(" | ")
        .append(cell(why))
        .append(" |\n");
  }

  private static String cell(String text) {
    return text.lines().map(Quoting::escape).collect(Collectors.joining(" ")).replace("|", "\\|");
  }
}
