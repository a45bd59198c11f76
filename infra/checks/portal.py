"""Proves what portal.yaml says beyond being valid: who may read the bucket, and that every screen's
address is the page while an asset that is not there stays away. Then publishes a build to an S3 of
moto's, twice, and looks at what lies there."""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import boto3
import yaml
from moto import mock_aws

INFRA = Path(__file__).parent.parent
CONFIG = {"api": "https://api.example/v1", "organisations": [{"name": "Lakeside", "issuer": "https://id.example/", "client_id": "portal"}]}
PAGES = ["index.html", "silent.html", "signed-in-again.html"]
SCREENS = {
    "/": "/index.html",
    "/people": "/index.html",
    "/people/u.1/goals": "/index.html",
    "/signed-in": "/index.html",
    "/signed-in-again": "/signed-in-again.html",
    "/silent": "/silent.html",
    "/config.json": "/config.json",
    "/assets/index-1.js": "/assets/index-1.js",
}


class Template(yaml.SafeLoader):
    """CloudFormation's short forms are kept as {name: value}."""


def short_form(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    return {suffix: loader.construct_mapping(node, deep=True)}


Template.add_multi_constructor("!", short_form)


def only_the_distribution_reads(resources):
    allowed = [s for s in resources["FilesPolicy"]["Properties"]["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    expected = {"AWS:SourceArn": {"Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}}
    if len(allowed) != 1 or allowed[0]["Action"] != "s3:GetObject" or allowed[0]["Principal"] != {"Service": "cloudfront.amazonaws.com"}:
        yield "The bucket allows more than the distribution's reading."
    elif allowed[0]["Condition"] != {"StringEquals": expected}:
        yield "Another distribution may read the bucket."
    for name, resource in resources.items():
        if resource["Type"] == "AWS::S3::Bucket" and set(resource["Properties"]["PublicAccessBlockConfiguration"].values()) != {True}:
            yield f"{name} may be made public."


def every_screen_is_the_page(resources):
    code = resources["Screens"]["Properties"]["FunctionCode"]
    ask = f"{code}; console.log(JSON.stringify({json.dumps(list(SCREENS))}.map((uri) => handler({{request: {{uri}}}}).uri)))"
    answers = json.loads(subprocess.run(["node", "--eval", ask], check=True, capture_output=True, text=True).stdout)
    for (uri, expected), answer in zip(SCREENS.items(), answers):
        if answer != expected:
            yield f"{uri} gives {answer} and not {expected}."


def a_build_is_published():
    loader = importlib.machinery.SourceFileLoader("publish", str(INFRA / "publish"))
    publish = importlib.util.module_from_spec(importlib.util.spec_from_loader("publish", loader))
    loader.exec_module(publish)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="files")
    distribution = boto3.client("cloudfront").create_distribution(DistributionConfig=a_distribution())["Distribution"]["Id"]
    with tempfile.TemporaryDirectory() as folder:
        publish.BUILD = Path(folder)
        config = Path(folder, "..", f"{Path(folder).name}.json")
        config.write_text(json.dumps(CONFIG))
        build(folder, "one")
        publish.main("files", distribution, config)
        build(folder, "two")
        publish.main("files", distribution, config)
        if (lying := keys(s3)) != {*PAGES, "config.json", "assets/index-one.js", "assets/index-two.js"}:
            yield f"After a second build there lie {sorted(lying)}."
        publish.KEPT = timedelta(seconds=-5)
        publish.main("files", distribution, config)
        if "assets/index-one.js" in (lying := keys(s3)) or "assets/index-two.js" not in lying:
            yield f"After 30 days there lie {sorted(lying)}."
        config.write_text(json.dumps({**CONFIG, "organisations": []}))
        try:
            publish.main("files", distribution, config)
            yield "A configuration without an organisation is published."
        except SystemExit:
            pass
        config.unlink()
    page, asset = (s3.get_object(Bucket="files", Key=key) for key in ("index.html", "assets/index-two.js"))
    if page["CacheControl"] != "no-cache" or page["ContentType"] != "text/html" or "immutable" not in asset["CacheControl"]:
        yield "The page is remembered, or an asset is not."
    if json.loads(s3.get_object(Bucket="files", Key="config.json")["Body"].read()) != CONFIG:
        yield "The configuration is not the one that was given."


def build(folder, name):
    for file in Path(folder).rglob("*.*"):
        file.unlink()
    Path(folder, "assets").mkdir(exist_ok=True)
    for page in PAGES:
        Path(folder, page).write_text(f'<script src="/assets/index-{name}.js">')
    Path(folder, "assets", f"index-{name}.js").write_text(name)


def keys(s3):
    return {o["Key"] for o in s3.list_objects_v2(Bucket="files")["Contents"]}


def a_distribution():
    behaviour = {"TargetOriginId": "files", "ViewerProtocolPolicy": "redirect-to-https"}
    origins = {"Quantity": 1, "Items": [{"Id": "files", "DomainName": "files.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}]}
    return {"CallerReference": "1", "Comment": "", "Enabled": True, "Origins": origins, "DefaultCacheBehavior": behaviour}


os.environ |= {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
resources = yaml.load((INFRA / "portal.yaml").read_text(), Template)["Resources"]
with mock_aws():
    wrong = [*only_the_distribution_reads(resources), *every_screen_is_the_page(resources), *a_build_is_published()]
print("\n".join(wrong))
sys.exit(bool(wrong))
