package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.writer.PolicyWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The managed policies of AWS that speak of KMS: four whole ones, and statements of others. */
class ManagedPoliciesTest {

  private static final JsonFactory JSON = new JsonFactory();
  private static final PolicyReader READER = PolicyReader.forType(PolicyType.IDENTITY);

  @Test
  @DisplayName("the managed policies of KMS read")
  void read_managedPoliciesOfKms_readsEach() throws IOException {
    List<String> documents = valuesOf("document");

    assertThat(documents).hasSize(4);
    documents.forEach(ManagedPoliciesTest::readTwice);
  }

  @Test
  @DisplayName("the KMS statements of other managed policies read")
  void read_statementsOfOtherManagedPolicies_readsEach() throws IOException {
    List<String> statements = valuesOf("kmsStatements");

    assertThat(statements).hasSize(213);
    statements.forEach(
        array -> readTwice("{\"Version\": \"2012-10-17\", \"Statement\": " + array + "}"));
  }

  private static void readTwice(String json) {
    PolicyDocument document = READER.read(json);

    assertThat(document.statements()).isNotEmpty();
    assertThat(READER.read(PolicyWriter.compact().write(document))).isEqualTo(document);
  }

  /** The values of all members of a name, without the note on what was left out of them. */
  private static List<String> valuesOf(String member) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(TestResources.text("managed-policies.json"))) {
      while (parser.nextToken() != null) {
        boolean isName = parser.currentToken() == JsonToken.FIELD_NAME;
        if (isName && member.equals(parser.currentName())) {
          parser.nextToken();
          values.add(copy(parser));
        }
      }
    }
    return values;
  }

  private static String copy(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      int depth = 0;
      do {
        if ("otherActionsDropped".equals(parser.currentName())) {
          parser.nextToken();
        } else {
          generator.copyCurrentEvent(parser);
        }
        depth += parser.currentToken().isStructStart() ? 1 : 0;
        depth -= parser.currentToken().isStructEnd() ? 1 : 0;
      } while (depth > 0 && parser.nextToken() != null);
    }
    return text.toString();
  }
}
