package io.kmspolicy.cli.check;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.overlay.FilePolicies;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policies before or after a change, in one of the forms in which people have them. */
sealed interface PolicyVersion {

  /** The name in the command line. */
  String name();

  /** The form as a noun phrase. */
  String words();

  /**
   * A policy directory.
   *
   * @param isEmpty whether it has no files, so that there were no policies
   */
  record Directory(String name, PolicyDirectory directory, boolean isEmpty)
      implements PolicyVersion {
    @Override
    public String words() {
      return "a policy directory";
    }
  }

  /** A policy document. */
  record Document(String name) implements PolicyVersion {
    @Override
    public String words() {
      return "a policy document";
    }
  }

  /**
   * A file of another form that names keys, users or roles, or a folder of key policies.
   *
   * @param text the content; empty for a folder
   * @param state its keys, users and roles; of a plan, as the plan leaves them
   * @param prior of a plan, the state before it; null for other forms
   * @param assumed the layers that are none where the file says nothing of them
   */
  record StateFile(
      String name, String text, InputState state, @Nullable InputState prior, AssumedNone assumed)
      implements PolicyVersion {

    /** A folder of key policies. */
    static StateFile ofFolder(String name, InputState state, AssumedNone assumed) {
      return new StateFile(name, "", state, null, assumed);
    }

    /** Whether this is a folder, whose files are compared one by one. */
    boolean isFolder() {
      return text.isEmpty();
    }

    /** The policies of the file; of a plan, as the plan leaves them. */
    FilePolicies policies() {
      return new FilePolicies(state, assumed);
    }

    /** The policies before a plan; empty for other forms. */
    Optional<FilePolicies> policiesBefore() {
      return before().map(first -> new FilePolicies(first, assumed));
    }

    /** The state before a plan; empty for other forms. */
    Optional<InputState> before() {
      return Optional.ofNullable(prior);
    }

    @Override
    public String words() {
      return state.shape().words();
    }
  }

  /**
   * Policies that cannot be read.
   *
   * @param reason what is wrong, and where
   */
  record Unreadable(String name, String reason) implements PolicyVersion {
    @Override
    public String words() {
      return "not readable";
    }
  }
}
