package io.kmspolicy.collect;

import io.kmspolicy.collect.aws.AwsIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run has done, as text.
 *
 * @param identity whose credentials it had
 * @param entries what is known of each subject
 * @param unlisted the lists that AWS refused
 * @param kept how many subjects an earlier run had read
 * @param removed how many folders were removed because AWS does not list them any more
 */
public record CollectReport(
    AwsIdentity identity, List<Entry> entries, List<String> unlisted, int kept, int removed) {

  private static final int MAX_LINES = 20;

  /**
   * The report, one line for what is there and one for each thing that is not.
   *
   * @param directory the name of the directory
   */
  public String text(String directory) {
    StringBuilder text = new StringBuilder();
    text.append(directory)
        .append(": account ")
        .append(identity.account())
        .append(": ")
        .append(counted("keys/", "key"))
        .append(", ")
        .append(counted("roles/", "role"))
        .append(", ")
        .append(counted("users/", "user"))
        .append('\n');
    if (kept > 0) {
      text.append(kept).append(" of them read by an earlier run\n");
    }
    if (removed > 0) {
      text.append(removed).append(" removed: AWS does not list them any more\n");
    }
    List<String> unread = unread();
    if (!unread.isEmpty()) {
      text.append("not read, so unknown:\n");
      unread.stream().limit(MAX_LINES).forEach(line -> text.append("  ").append(line).append('\n'));
      if (unread.size() > MAX_LINES) {
        text.append("  and ")
            .append(unread.size() - MAX_LINES)
            .append(" more, see ")
            .append(directory)
            .append("/README.md\n");
      }
    }
    return text.toString();
  }

  private String counted(String prefix, String noun) {
    long count =
        entries.stream()
            .filter(entry -> entry.exists() && entry.folder().startsWith(prefix))
            .count();
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private List<String> unread() {
    List<String> lines = new ArrayList<>(unlisted);
    for (Entry entry : entries) {
      if (!entry.exists()) {
        lines.add(entry.folder() + ": does not exist");
      }
      entry
          .refused()
          .forEach((layer, why) -> lines.add(entry.folder() + "  " + layer + "  " + why));
    }
    return lines;
  }

  /** Whether everything was read. */
  public boolean isComplete() {
    return unread().isEmpty();
  }
}
