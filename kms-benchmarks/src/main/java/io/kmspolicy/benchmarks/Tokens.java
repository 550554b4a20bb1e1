package io.kmspolicy.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kmspolicy.benchmarks.workload.PolicyText;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.util.List;

/** Texts as bytes, with two ways to read them. */
final class Tokens {

  private final JsonFactory factory = new JsonFactory();
  private final byte[][] texts;
  private final PolicyReader[] readers;

  Tokens(List<PolicyText> policies) {
    texts = policies.stream().map(PolicyText::utf8).toArray(byte[][]::new);
    readers =
        policies.stream()
            .map(PolicyText::type)
            .map((PolicyType type) -> PolicyReader.forType(type))
            .toArray(PolicyReader[]::new);
  }

  /** Counts the tokens of all texts, without reading the text of tokens. */
  int count() throws IOException {
    int tokens = 0;
    for (byte[] text : texts) {
      try (JsonParser parser = factory.createParser(text)) {
        while (parser.nextToken() != null) {
          tokens++;
        }
      }
    }
    return tokens;
  }

  /** Parses all texts and counts the statements. */
  int read() {
    int statements = 0;
    for (int i = 0; i < texts.length; i++) {
      PolicyDocument document = readers[i].read(texts[i]);
      statements += document.statements().size();
    }
    return statements;
  }
}
