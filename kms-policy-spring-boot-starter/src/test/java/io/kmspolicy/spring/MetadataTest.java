package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.context.properties.bind.Name;

/** What tools read of the settings: metadata, documents, hints. */
class MetadataTest {

  private static final Pattern METADATA = Pattern.compile("\"name\": \"kms\\.policy\\.([^\"]+)\"");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `kms\\.policy\\.([a-z.-]+)` \\| `KMS_POLICY");

  /** The settings that exist in Spring Boot applications only. */
  private static final Set<String> OF_SPRING = Set.of("enabled", "fail-fast");

  private static Set<String> properties() {
    Set<String> names = new TreeSet<>();
    for (Parameter parameter :
        KmsPolicyProperties.class.getDeclaredConstructors()[0].getParameters()) {
      Name name = parameter.getAnnotation(Name.class);
      names.add(
          name == null
              ? parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
              : name.value());
    }
    return names;
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = pattern.matcher(text);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }

  @Test
  @DisplayName("Development environments know every property")
  void metadata_ofTheJar_namesEveryProperty() throws IOException {
    try (InputStream metadata =
        KmsPolicyProperties.class.getResourceAsStream(
            "/META-INF/spring-configuration-metadata.json")) {
      String text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(names(METADATA, text)).isEqualTo(properties());
      assertThat(text.split("\"description\"", -1).length).isGreaterThan(properties().size());
    }
  }

  @Test
  @DisplayName("The properties are the settings of the interceptor, and two of their own")
  void properties_names_areThoseOfTheDocument() throws IOException {
    Set<String> expected = names(DOCUMENTED, Files.readString(Path.of("../docs/interceptor.md")));
    expected.addAll(OF_SPRING);
    assertThat(properties()).isEqualTo(expected).hasSizeGreaterThan(20);
  }

  @Test
  @DisplayName("A native image contains the catalogue and can bind the settings")
  void hints_catalogueAndSettings_areRegistered() {
    RuntimeHints hints = new RuntimeHints();
    new CatalogueHints().registerHints(hints, null);
    for (String file : new String[] {"actions", "condition-keys", "operations"}) {
      String resource = "io/kmspolicy/model/catalogue/" + file + ".json";
      assertThat(KmsCatalogue.class.getResource("/" + resource)).isNotNull();
      assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints);
    }
    assertThat(RuntimeHintsPredicates.reflection().onType(KmsPolicyProperties.class))
        .accepts(hints);
  }
}
