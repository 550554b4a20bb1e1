package io.kmspolicy.collect.aws;

import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.text.LetterCase;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The files of policies in the folder {@code identity}. The tilde, which no name in IAM contains,
 * divides the names of groups from those of policies: equal names of two kinds are two files. Not
 * thread-safe.
 */
final class PolicyFolder {

  private static final int LONGEST = 200;

  private final String prefix;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> lowerCase = new LinkedHashMap<>();

  /**
   * An empty folder.
   *
   * @param prefix what all names begin with
   */
  PolicyFolder(String prefix) {
    this.prefix = prefix;
    files.put("identity/", "");
  }

  /** The prefix of the policies of a group. */
  static String ofGroup(String group) {
    return "group~" + group + "~";
  }

  /** Adds an inline policy. */
  void addInline(String name, String text) {
    add("inline~" + name, text);
  }

  /** Adds a managed policy, of the account or of AWS. */
  void addManaged(String arn, String text) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    add((Arn.isAccountId(account(arn)) ? "managed~" : "aws~") + name, text);
  }

  private static String account(String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length < 6 ? "" : parts[4];
  }

  /** A name that a file system cannot hold, or that is there already, would hide a policy. */
  private void add(String name, String text) {
    String file = shortened(prefix + name) + ".json";
    if (!file.matches("[A-Za-z0-9_+=,.@~-]+")) {
      throw new RefusedException(name + ": is not the name of a policy");
    }
    if (lowerCase.put(LetterCase.lowerCase(file), file) != null) {
      throw new RefusedException(name + ": two policies have this name");
    }
    files.put("identity/" + file, text);
  }

  private static String shortened(String name) {
    if (name.length() <= LONGEST) {
      return name;
    }
    CRC32 checksum = new CRC32();
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
    return name.substring(0, LONGEST) + "~" + Long.toHexString(checksum.getValue());
  }

  Map<String, String> files() {
    return files;
  }
}
