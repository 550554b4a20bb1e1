package io.kmspolicy.analysis.console;

import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The bundled AWS managed policies for KMS, each with its version and date. */
public final class ManagedPolicies {

  private static final String INDEX = "managed-policies.properties";

  /**
   * One policy.
   *
   * @param arn the ARN
   * @param version the version of the policy, such as {@code v2}
   * @param date the day of that version
   * @param json the policy document, as AWS publishes it
   */
  public record ManagedPolicy(String arn, String version, String date, String json) {

    /** The policy document. */
    public PolicyDocument document() {
      return PolicyReader.forType(PolicyType.IDENTITY).source(arn).read(json);
    }
  }

  private final Properties index = new Properties();

  /** Reads the index of the bundled policies. */
  public ManagedPolicies() throws IOException {
    index.load(new StringReader(read(INDEX)));
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = ManagedPolicies.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The policy with a name or ARN. */
  public Optional<ManagedPolicy> find(String nameOrArn) throws IOException {
    String name = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
    String entry = index.getProperty(name);
    if (entry == null) {
      return Optional.empty();
    }
    String[] parts = entry.split(" ");
    return Optional.of(new ManagedPolicy(parts[0], parts[1], parts[2], read(name + ".json")));
  }

  /** The names, sorted. */
  public List<String> names() {
    return index.stringPropertyNames().stream().sorted().toList();
  }
}
