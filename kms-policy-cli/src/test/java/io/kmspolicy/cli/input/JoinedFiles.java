package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The files of an account and of a key that tests join with others, and what is written. */
abstract class JoinedFiles {

  static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  static final String IAM = "arn:aws:iam::111122223333:";
  static final String OF_KEY = "111122223333/keys/us-west-2/" + ID + "/";
  static final String OF_APP = "111122223333/roles/App/";

  @TempDir Path folder;

  void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text.replace('\'', '"'));
  }

  static String statement(String effect, String action) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'"
        + effect
        + "','Action':'"
        + action
        + "','Resource':'*'}]}";
  }

  static String keyPolicy(String principal) {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{'AWS':'"
        + IAM
        + principal
        + "'},'Action':'kms:*','Resource':'*'}]}";
  }

  static String quoted(String json) {
    return "\"" + json.replace("'", "\\\"") + "\"";
  }

  static String grant(String id, String grantee) {
    return "{'KeyId':'"
        + KEY
        + "','GrantId':'"
        + id
        + "','GranteePrincipal':'"
        + IAM
        + "role/"
        + grantee
        + "','IssuingAccount':'"
        + IAM
        + "root','Operations':['Decrypt']}";
  }

  static String resource(String type, String values) {
    return "{'address':'"
        + type
        + ".x','mode':'managed','type':'"
        + type
        + "','name':'x','values':{"
        + values
        + "}}";
  }

  static String keyResource() {
    return resource(
        "aws_kms_key",
        "'arn':'" + KEY + "','key_id':'" + ID + "','policy':" + quoted(keyPolicy("root")));
  }

  static String grantResource(String more) {
    return resource(
        "aws_kms_grant", "'key_id':'" + KEY + "','operations':['Decrypt'],'constraints':[]" + more);
  }

  static String module(String... resources) {
    return "{'root_module':{'resources':[" + String.join(",", resources) + "]}}";
  }

  static String plan(String unknown, String before, String... resources) {
    return "{'format_version':'1.2','planned_values':"
        + module(resources)
        + ",'resource_changes':["
        + unknown
        + "],'prior_state':{'values':"
        + before
        + "}}";
  }

  static String unknown(String address, String member) {
    return "{'address':'"
        + address
        + "','change':{'actions':['update'],'after_unknown':{'"
        + member
        + "':true}}}";
  }

  @BeforeEach
  void writeFiles() throws IOException {
    write("key.json", "{'Policy':" + quoted(keyPolicy("root")) + ",'PolicyName':'default'}");
    write(
        "details.json",
        "{'UserDetailList':[],'GroupDetailList':[],'Policies':[],'RoleDetailList':[{'RoleName':'App',"
            + "'Arn':'"
            + IAM
            + "role/App','RolePolicyList':[{'PolicyName':'p','PolicyDocument':"
            + statement("Allow", "kms:Decrypt")
            + "}],'AttachedManagedPolicies':[]}]}");
    write("grants.json", "{'Grants':[" + grant("a1", "Old") + "],'Truncated':false}");
  }

  CommandRun importOf(String none, String... files) {
    List<String> args = new ArrayList<>(List.of("import", "--out", "out", "--key", KEY));
    args.addAll(List.of("--account", "111122223333", "--region", "us-west-2"));
    args.addAll(List.of("--assume-none", "session,scp,rcp" + none, "--from"));
    args.addAll(List.of(files));
    return CommandRun.in(folder, "", args.toArray(String[]::new));
  }

  /** The paths of the files that are written; the import must succeed. */
  List<String> written(String none, String... files) throws IOException {
    CommandRun run = importOf(none, files);
    assertThat(run.status()).as(run.err()).isZero();
    Path out = folder.resolve("out");
    try (Stream<Path> all = Files.walk(out)) {
      return all.filter(Files::isRegularFile)
          .map(file -> out.relativize(file).toString().replace('\\', '/'))
          .collect(Collectors.toList());
    }
  }

  String readme() throws IOException {
    return Files.readString(folder.resolve("out/README.md"));
  }

  String who(String key) {
    CommandRun run =
        CommandRun.in(
            folder, "", "who-can", "kms:Decrypt", key, "--policies", "out", "--no-at-most");
    assertThat(run.status()).as(run.err()).isNotEqualTo(2);
    return run.out();
  }
}
