package io.kmspolicy.collect.aws;

import java.util.regex.Pattern;

/** What has a folder of its own in the folder of an account, and is read as a whole. */
public sealed interface Subject {

  /** The names that IAM and KMS give; a hidden folder would be ignored by readers. */
  Pattern NAME = Pattern.compile("[A-Za-z0-9_+=,@-][A-Za-z0-9_+=,.@-]{0,127}");

  /** A role. */
  record Role(String name) implements Subject {
    @Override
    public String folder() {
      return "roles/" + name;
    }
  }

  /** A user, with the policies of its groups. */
  record User(String name) implements Subject {
    @Override
    public String folder() {
      return "users/" + name;
    }
  }

  /** A key. */
  record Key(String region, String id) implements Subject {
    @Override
    public String folder() {
      return "keys/" + region + "/" + id;
    }
  }

  /** The policies of the organization of one type, which apply to the account. */
  record Control(ControlType type) implements Subject {
    @Override
    public String folder() {
      return type.folder();
    }
  }

  /** The folder, relative to that of the account. */
  String folder();

  /** Whether the names can be names of folders of a policy directory. */
  default boolean hasFolderName() {
    for (String name : folder().split("/", -1)) {
      if (!NAME.matcher(name).matches() || name.equals("README.md")) {
        return false;
      }
    }
    return true;
  }
}
