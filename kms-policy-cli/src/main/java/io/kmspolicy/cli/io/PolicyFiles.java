package io.kmspolicy.cli.io;

import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Reads the policy and grant files of options. */
public final class PolicyFiles {

  /** What the option {@code --identity} takes. */
  public static final String IDENTITY =
      "An identity policy of the caller or of a group of the caller; may be repeated.";

  private final CliContext context;

  /** Reads files relative to the folder of the context. */
  public PolicyFiles(CliContext context) {
    this.context = context;
  }

  /** A reader of the content of a file. */
  private interface Content<T> {
    T read(InputStream in) throws IOException;
  }

  /** Reads a policy; its name is the name of the file. */
  public NamedPolicy policy(PolicyType type, String file) {
    return new NamedPolicy(name(file), read(file, PolicyReader.forType(type).source(file)::read));
  }

  /** Reads a policy from the content of a file; its name is the name of the file. */
  public NamedPolicy policy(PolicyType type, String file, byte[] content) {
    PolicyReader reader = PolicyReader.forType(type).source(file);
    try {
      return new NamedPolicy(name(file), reader.read(content));
    } catch (PolicySyntaxException rejection) {
      throw new BadInputException(BadInputException.message(rejection));
    }
  }

  /** Reads the content of a file that may be a policy. A longer one is cut off, and no policy. */
  public byte[] content(String file) {
    return read(file, in -> in.readNBytes(4 * JsonLimits.POLICY_CHARACTERS + 1));
  }

  private static String name(String file) {
    Path name = Path.of(file).getFileName();
    return name == null ? file : name.toString();
  }

  /** Reads grants in any format that the AWS command line prints. */
  public List<Grant> grants(String file) {
    return read(file, GrantReader.create().source(file)::read);
  }

  private <T> T read(String file, Content<T> content) {
    try (InputStream in = context.open(file)) {
      return content.read(in);
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(file, failure));
    } catch (PolicySyntaxException rejection) {
      throw new BadInputException(BadInputException.message(rejection));
    }
  }
}
