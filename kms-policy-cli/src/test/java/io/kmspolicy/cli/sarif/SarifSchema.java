package io.kmspolicy.cli.sarif;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;

/** The schema of SARIF 2.1.0. */
public final class SarifSchema {

  private SarifSchema() {}

  /** What is wrong with a log. */
  public static Set<ValidationMessage> problems(JsonNode log) throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(
            SarifSchema.class.getResourceAsStream("/sarif/sarif-schema-2.1.0.json"))) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
          .getSchema(schema)
          .validate(log);
    }
  }
}
