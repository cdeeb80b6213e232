using System.Text.Json;

namespace HostApp.Startup;

/// <summary>The main job as commands for a shell with curl. It can be run again: the API key is created once and then read.</summary>
internal static class Transcript
{
    public const string Begin = "# ---- begin of transcript";
    public const string End = "# ---- end of transcript";

    public static string For(string url, string password, TimeProvider time)
    {
        // The serializer escapes ' as well, so that the text can be quoted in a shell.
        var signIn = JsonSerializer.Serialize(new Dictionary<string, string> { ["userName"] = "admin@acme.example", ["password"] = password });
        var nextYear = time.GetUtcNow().Year + 1;
        return $$"""
            {{Begin}}
            URL={{url}}
            PAGE=$URL/account/api-access
            JAR=$(mktemp)
            field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

            # A Super Admin signs in (204), and fetches the antiforgery token that every mutation carries.
            curl -sS -c "$JAR" -w 'sign in: %{http_code}\n' -H 'Content-Type: application/json' -d '{{signIn}}' "$URL/session"
            CSRF=$(curl -sS -b "$JAR" -c "$JAR" "$PAGE/antiforgery" | field token)
            admin() { curl -sS -b "$JAR" -H "X-CSRF-TOKEN: $CSRF" -H 'Content-Type: application/json' "$@"; }

            # Designate an API User, create the account's API key (201; 409 ever after), create an auth token (201).
            admin -w '\n' -X PUT -d '{"isApiUser":true,"isEnabled":true}' "$PAGE/users/integration@acme.example"
            admin -o /dev/null -w 'create API key: %{http_code}\n' -X POST "$PAGE/api-key"
            KEY=$(admin "$PAGE/api-key" | field apiKey)
            CREATED=$(admin -X POST -d '{"name":"Transcript","expiresOn":"{{nextYear}}-12-31","userId":"integration@acme.example"}' "$PAGE/tokens")
            ID=$(printf '%s' "$CREATED" | field id)
            TOKEN=$(printf '%s' "$CREATED" | field secret)

            # A client calls the open API; TrackVia's own clients send user_key in the query.
            api() { curl -sS -H "Authorization: Bearer $TOKEN" -w "\n$1: %{http_code}\n" "$URL/openapi/$2?user_key=$KEY"; }
            api 'active' apps
            api 'active' views/11
            admin -w '\n' -X POST "$PAGE/tokens/$ID/deactivate"
            api 'deactivated' apps
            admin -w '\n' -X POST "$PAGE/tokens/$ID/resume"
            api 'resumed' apps

            # An active token cannot be deleted (409); a deactivated one can (204), and is gone for good.
            admin -o /dev/null -w 'delete while active: %{http_code}\n' -X DELETE "$PAGE/tokens/$ID"
            admin -o /dev/null -w 'deactivate: %{http_code}\n' -X POST "$PAGE/tokens/$ID/deactivate"
            admin -w 'delete once deactivated: %{http_code}\n' -X DELETE "$PAGE/tokens/$ID"
            api 'deleted' apps
            rm "$JAR"
            {{End}}
            """;
    }
}
