"""Calls the emulator through the official Python SDKs and prints one JSON line per call.

Usage: official_sdk.py ENDPOINT ACCESS_KEY_ID ACCESS_KEY_SECRET
"""

import json
import sys

from alibabacloud_cloudsso20210515.client import Client as CloudSso
from alibabacloud_cloudsso20210515 import models as cloudsso
from alibabacloud_ims20190815.client import Client as Ims
from alibabacloud_ims20190815 import models as ims
from alibabacloud_tea_openapi.models import Config

endpoint, key_id, secret = sys.argv[1:4]


def config(key_id, secret, algorithm=None):
    return Config(
        access_key_id=key_id,
        access_key_secret=secret,
        endpoint=endpoint,
        protocol="http",
        region_id="cn-shanghai",
        signature_algorithm=algorithm,
    )


def report(name, call):
    try:
        body = call().body.to_map()
        print(json.dumps({"call": name, "ok": body}))
    except Exception as error:  # the SDK's own errors carry `code`; anything else is a failure of the test
        print(json.dumps({"call": name, "code": getattr(error, "code", None), "error": str(error)}))


get_mfa = ims.GetUserMFAInfoRequest(user_principal_name="test@example.onaliyun.com é*~+%/?&=")
create_user = ims.CreateUserRequest(
    user_principal_name="bob@example.onaliyun.com",
    display_name="Bob 中",
    tag=[ims.CreateUserRequestTag(key="team", value="a b"), ims.CreateUserRequestTag(key="env", value="")],
)
set_policy = ims.SetPasswordPolicyRequest(require_numbers=True, hard_expire=False, minimum_password_length=12)
update_mfa = cloudsso.UpdateUserMFAAuthenticationSettingsRequest(
    directory_id="d-00fc2p61****", user_id="u-00q8wbq42wiltcrk****", user_mfaauthentication_settings="Enabled"
)

for label, algorithm in (("v3", None), ("v1", "v2")):
    good_ims, good_sso = Ims(config(key_id, secret, algorithm)), CloudSso(config(key_id, secret, algorithm))
    report(f"{label} GetUserMFAInfo", lambda: good_ims.get_user_mfainfo(get_mfa))
    report(f"{label} CreateUser", lambda: good_ims.create_user(create_user))
    report(f"{label} SetPasswordPolicy", lambda: good_ims.set_password_policy(set_policy))
    report(f"{label} UpdateUserMFAAuthenticationSettings", lambda: good_sso.update_user_mfaauthentication_settings(update_mfa))
    wrong_secret = Ims(config(key_id, secret + "x", algorithm))
    report(f"{label} wrong secret", lambda: wrong_secret.get_user_mfainfo(get_mfa))
    unknown_key = Ims(config("LTAIunknown", secret, algorithm))
    report(f"{label} unknown key", lambda: unknown_key.get_user_mfainfo(get_mfa))
    report(
        f"{label} missing parameter",
        lambda: good_sso.update_user_mfaauthentication_settings(
            cloudsso.UpdateUserMFAAuthenticationSettingsRequest(directory_id="d-1")
        ),
    )
