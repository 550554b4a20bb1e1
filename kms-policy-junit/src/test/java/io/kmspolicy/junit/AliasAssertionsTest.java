package io.kmspolicy.junit;

import static io.kmspolicy.junit.PolicyAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.testing.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** Rule 5.11: a call on an alias needs the permission on the alias and on its key. */
final class AliasAssertionsTest {

  private static final String APP = "arn:aws:iam::111122223333:role/App";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  private static final String ALIAS = "arn:aws:kms:us-west-2:111122223333:alias/app";
  private static final String ON_ALIAS = statement("OnAlias", "Allow", ALIAS);
  private static final String ON_KEY = statement("OnKey", "Allow", KEY);
  private static final String FROM_ENDPOINT =
      ON_KEY.replace("}", ", \"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"vpce-1\"}}}");

  @TempDir private Path root;

  private static String statement(String sid, String effect, String resource) {
    return "{\"Sid\": \"%s\", \"Effect\": \"%s\", \"Action\": \"kms:*Alias\", \"Resource\": \"%s\"}"
        .formatted(sid, effect, resource);
  }

  @BeforeEach
  void writeKey() throws IOException {
    String key = "111122223333/keys/us-west-2/" + ID + "/";
    write("directory.properties", "none = boundary, session, scp, rcp, grants, endpoint\n");
    write(
        key + "policy.json",
        document(
            "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\":"
                + " \"kms:*\", \"Resource\": \"*\"}"));
    write(
        key + "aliases.json",
        ("{\"Aliases\": [{\"AliasName\": \"alias/app\", \"AliasArn\": \"%s\","
                + " \"TargetKeyId\": \"%s\"}]}")
            .formatted(ALIAS, ID));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String document(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private RequestAssert app(String name, String... statements) throws IOException {
    write("111122223333/roles/App/identity/p.json", document(statements));
    return assertThat(Policies.load(root)).caller(APP).on(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alias/app", ALIAS})
  @DisplayName("A permission on one of the two is none of the call, and the failure says which")
  void allows_oneOfTheTwo_fails(String name) throws IOException {
    assertThatThrownBy(() -> app(name, ON_ALIAS).allows("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("kms:DeleteAlias on " + KEY + " is expected to be allowed, but");
    assertThatThrownBy(() -> app(name, ON_KEY).allows("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("kms:DeleteAlias on " + ALIAS + " is expected to be allowed, but");
    app(name, ON_ALIAS).certainlyDenies("kms:DeleteAlias");
    app(name, ON_KEY).certainlyDenies("kms:DeleteAlias");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"})
  @DisplayName("Both permissions allow it, for the reasons of both")
  void allows_both_holds(String action) throws IOException {
    app("alias/app", ON_ALIAS, ON_KEY).allows(action).becauseOf("OnAlias", "OnKey");
    assertThatThrownBy(() -> app("alias/app", ON_ALIAS, ON_KEY).certainlyDenies(action))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("on " + ALIAS)
        .hasMessageContaining("on " + KEY);
    assertThatThrownBy(
            () -> app("alias/app", ON_ALIAS, ON_KEY).allows(action).becauseOf("OnKey", "Other"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("but not because of Other");
  }

  @ParameterizedTest
  @ValueSource(strings = {ALIAS, KEY})
  void explicitlyDenies_oneOfTheTwo_holds(String denied) throws IOException {
    String deny = statement("Never", "Deny", denied);

    app("alias/app", ON_ALIAS, ON_KEY, deny)
        .explicitlyDenies("kms:DeleteAlias")
        .becauseOf("Never")
        .and()
        .certainlyDenies("kms:DeleteAlias");
    assertThatThrownBy(() -> app("alias/app", ON_ALIAS, ON_KEY, deny).leavesOpen("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class);
  }

  @Test
  @DisplayName("It is open if one of the two is and none is denied")
  void leavesOpen_oneIsOpen_holdsUnlessTheOtherIsDenied() throws IOException {
    app("alias/app", ON_ALIAS, FROM_ENDPOINT).leavesOpen("kms:DeleteAlias");
    assertThatThrownBy(() -> app("alias/app", ON_ALIAS, FROM_ENDPOINT).allows("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("allowed if `aws:SourceVpce` is `vpce-1`");
    assertThatThrownBy(() -> app("alias/app", FROM_ENDPOINT).leavesOpen("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("kms:DeleteAlias on " + ALIAS);
    assertThatThrownBy(() -> app("alias/app", ON_ALIAS, ON_KEY).leavesOpen("kms:DeleteAlias"))
        .isInstanceOf(AssertionFailedError.class);
  }

  @Test
  @DisplayName("A key, or an alias that the directory does not know, is asked alone")
  void allows_keyOrNewAlias_isAboutThisOne() throws IOException {
    app(KEY, ON_KEY).allows("kms:CreateAlias");
    app(ALIAS.replace("app", "new"), ON_ALIAS.replace("alias/app", "alias/new"))
        .allows("kms:CreateAlias");
  }
}
