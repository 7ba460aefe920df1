#!/usr/bin/env python3
"""Prints what a crate offers, a line an item, from rustdoc's JSON: public_api.py FILE

What is printed is what a program can name or call: paths, signatures, fields, variants, implemented traits. A kind
of item or type that it does not know is an error and no gap.
"""

import json
import sys

# What it was written for: rustdoc's format may mean other things in another one.
FORMATS = range(56, 58)


class Crate:
    def __init__(self, document):
        self.index = document["index"]
        self.summaries = document["paths"]
        self.root = document["root"]
        self.lines = set()
        # By what path an item of this crate is reached.
        self.public = {}
        # The implementations wait until all public paths are known, and so do the signatures.
        self.found = []

    def item(self, id):
        return self.index.get(str(id))

    # --- what there is ---

    def find(self, item, path, seen=()):
        kind, inner = kind_of(item)
        if kind == "use":
            return self.find_use(inner, path, seen)
        if item["id"] in seen:
            return None
        self.public.setdefault(item["id"], path)
        self.found.append((item, path))
        if kind == "module":
            for child in inner["items"]:
                child = self.item(child)
                if child:
                    self.find(child, join(path, child["name"]), (*seen, item["id"]))
        return None

    def find_use(self, use, path, seen):
        parent = path.rsplit("::", 1)[0]
        target = self.item(use["id"]) if use["id"] is not None else None
        if target is None:
            name = "*" if use["is_glob"] else use["name"]
            self.lines.add(f"pub use {parent}::{name} = {use['source']}")
        elif not use["is_glob"]:
            self.find(target, join(parent, use["name"]), seen)
        else:
            kind, inner = kind_of(target)
            children = {"module": "items", "enum": "variants"}[kind]
            for child in inner[children]:
                child = self.item(child)
                if child:
                    self.find(child, join(parent, child["name"]), (*seen, target["id"]))

    def print(self):
        root = self.item(self.root)
        self.find(root, root["name"])
        for item, path in self.found:
            self.declare(item, path)
        for item in self.index.values():
            kind, inner = kind_of(item)
            if kind == "impl" and item["crate_id"] == 0:
                self.implementation(inner)
        return sorted(self.lines)

    def declare(self, item, path):
        kind, inner = kind_of(item)
        closed = "#[non_exhaustive] " if is_non_exhaustive(item) else ""
        getattr(self, f"declare_{kind}")(inner, path, f"{closed}pub ")

    def declare_module(self, _, path, pub):
        self.lines.add(f"{pub}mod {path}")

    def declare_struct(self, it, path, pub):
        kind = it["kind"]
        parameters, where = self.generics(it["generics"])
        if kind == "unit":
            self.lines.add(f"{pub}struct {path}{parameters}{where};")
        elif "tuple" in kind:
            self.lines.add(f"{pub}struct {path}{parameters}({self.tuple_fields(kind['tuple'])}){where};")
        else:
            # Whether it can be made by its fields.
            rest = " { .. }" if kind["plain"]["has_stripped_fields"] else " { }"
            self.lines.add(f"{pub}struct {path}{parameters}{where}{rest}")
            self.fields(kind["plain"]["fields"], path)

    def fields(self, ids, path, pub="pub "):
        for field in map(self.item, ids):
            if field:
                self.lines.add(f"{pub}{path}::{field['name']}: {self.type(kind_of(field)[1])}")

    def tuple_fields(self, ids):
        fields = [self.item(id) if id is not None else None for id in ids]
        return ", ".join(self.type(kind_of(it)[1]) if it else "_" for it in fields)

    def declare_enum(self, it, path, pub):
        parameters, where = self.generics(it["generics"])
        self.lines.add(f"{pub}enum {path}{parameters}{where}")
        for variant in filter(None, map(self.item, it["variants"])):
            self.declare(variant, f"{path}::{variant['name']}")

    def declare_variant(self, it, path, pub):
        kind = it["kind"]
        value = f" = {it['discriminant']['value']}" if it["discriminant"] else ""
        if kind == "plain":
            self.lines.add(f"{pub}{path}{value}")
        elif "tuple" in kind:
            self.lines.add(f"{pub}{path}({self.tuple_fields(kind['tuple'])}){value}")
        else:
            self.lines.add(f"{pub}{path} {{ }}{value}")
            self.fields(kind["struct"]["fields"], path)

    def declare_trait(self, it, path, pub):
        parameters, where = self.generics(it["generics"])
        safety = "unsafe " if it["is_unsafe"] else ""
        bounds = self.bounds(it["bounds"])
        above = f": {bounds}" if bounds else ""
        self.lines.add(f"{pub}{safety}trait {path}{parameters}{above}{where}")
        self.members(it["items"], path, "pub ", provided=True)

    def declare_function(self, it, path, pub, provided=None):
        self.lines.add(pub + self.function(it, path) + (" { .. }" if provided and it["has_body"] else ""))

    def declare_type_alias(self, it, path, pub):
        parameters, where = self.generics(it["generics"])
        self.lines.add(f"{pub}type {path}{parameters}{where} = {self.type(it['type'])}")

    def declare_constant(self, it, path, pub):
        value = it["const"]["value"] or it["const"]["expr"]
        self.lines.add(f"{pub}const {path}: {self.type(it['type'])} = {value}")

    def declare_static(self, it, path, pub):
        self.lines.add(f"{pub}static {path}: {self.type(it['type'])}")

    def declare_macro(self, it, path, pub):
        self.lines.add(f"{pub}macro {path}!")

    def declare_proc_macro(self, it, path, pub):
        self.lines.add(f"{pub}proc macro {path} ({it['kind']})")

    def members(self, ids, path, pub, provided=False):
        for member in filter(None, map(self.item, ids)):
            kind, inner = kind_of(member)
            name = f"{path}::{member['name']}"
            if kind == "function":
                self.declare_function(inner, name, pub, provided)
            elif kind == "assoc_const":
                value = f" = {inner['value']}" if inner["value"] is not None else ""
                self.lines.add(f"{pub}const {name}: {self.type(inner['type'])}{value}")
            elif kind == "assoc_type":
                parameters, where = self.generics(inner["generics"])
                bounds = self.bounds(inner["bounds"])
                bounds = f": {bounds}" if bounds else ""
                value = f" = {self.type(inner['type'])}" if inner["type"] else ""
                self.lines.add(f"{pub}type {name}{parameters}{bounds}{where}{value}")
            else:
                raise ValueError(f"unknown kind of member: {kind}")

    def implementation(self, it):
        parameters, where = self.generics(it["generics"])
        target = self.type(it["for"])
        trait = it["trait"]
        if self.is_hidden(it["for"].get("resolved_path")) or self.is_hidden(trait):
            return
        if it["is_synthetic"]:
            # What everybody takes for given is said where it does not hold.
            if it["is_negative"] and trait["path"] in ("Send", "Sync"):
                self.lines.add(f"impl{parameters} !{trait['path']} for {target}{where}")
        elif it["blanket_impl"] is not None:
            pass
        elif trait is None:
            self.members(it["items"], target + where_on(parameters, where), "pub ")
        else:
            name = self.path(trait)
            self.lines.add(f"impl{parameters} {name} for {target}{where}")
            types = [id for id in it["items"] if self.item(id) and kind_of(self.item(id))[0] == "assoc_type"]
            self.members(types, f"<{target} as {name}>", "")

    def is_hidden(self, path):
        """Whether it is of this crate and of no public path, or the compiler's own."""
        if path is None:
            return False
        summary = self.summaries.get(str(path["id"]))
        if summary is None or summary["crate_id"] != 0:
            return path["path"] == "StructuralPartialEq"
        return path["id"] not in self.public

    # --- how it is written ---

    def function(self, it, path):
        header, signature = it["header"], it["sig"]
        parameters, where = self.generics(it["generics"])
        words = [word for word in ("const", "async", "unsafe") if header[f"is_{word}"]]
        inputs = [self.input(name, type) for name, type in signature["inputs"]]
        if signature["is_c_variadic"]:
            inputs.append("...")
        output = f" -> {self.type(signature['output'])}" if signature["output"] else ""
        start = "".join(f"{word} " for word in words)
        return f"{start}fn {path}{parameters}({', '.join(inputs)}){output}{where}"

    def input(self, name, type):
        if name != "self":
            return f"{name}: {self.type(type)}"
        if type == {"generic": "Self"}:
            return "self"
        reference = type.get("borrowed_ref")
        if reference and reference["type"] == {"generic": "Self"}:
            return self.reference(reference) + "self"
        return f"self: {self.type(type)}"

    @staticmethod
    def reference(it):
        life = f"{it['lifetime']} " if it["lifetime"] else ""
        return f"&{life}{'mut ' if it['is_mutable'] else ''}"

    def path(self, it):
        """A path of a type or a trait, by the name that it is public by."""
        id = it["id"]
        name = self.public.get(id)
        if name is None:
            summary = self.summaries.get(str(id))
            name = "::".join(summary["path"]) if summary else it["path"]
        return name + self.arguments(it["args"])

    def arguments(self, args):
        if args is None:
            return ""
        kind, inner = next(iter(args.items())) if isinstance(args, dict) else (args, None)
        if kind == "parenthesized":
            output = f" -> {self.type(inner['output'])}" if inner["output"] else ""
            return f"({', '.join(map(self.type, inner['inputs']))}){output}"
        if kind == "return_type_notation":
            return "(..)"
        if kind != "angle_bracketed":
            raise ValueError(f"unknown kind of arguments: {kind}")
        written = [self.argument(it) for it in inner["args"]]
        written += [self.constraint(it) for it in inner["constraints"]]
        return f"<{', '.join(written)}>" if written else ""

    def argument(self, it):
        if it == "infer":
            return "_"
        kind, inner = next(iter(it.items()))
        if kind == "lifetime":
            return inner
        if kind == "type":
            return self.type(inner)
        if kind == "const":
            return inner["value"] or inner["expr"]
        raise ValueError(f"unknown kind of argument: {kind}")

    def constraint(self, it):
        name = it["name"] + self.arguments(it["args"])
        kind, inner = next(iter(it["binding"].items()))
        if kind == "equality":
            return f"{name} = {self.term(inner)}"
        return f"{name}: {self.bounds(inner)}"

    def term(self, it):
        return self.type(it["type"]) if "type" in it else it["constant"]["expr"]

    def bounds(self, bounds):
        return " + ".join(map(self.bound, bounds))

    def bound(self, it):
        kind, inner = next(iter(it.items()))
        if kind == "outlives":
            return inner
        if kind == "use":
            return f"use<{', '.join(next(iter(arg.values())) for arg in inner)}>"
        if kind != "trait_bound":
            raise ValueError(f"unknown kind of bound: {kind}")
        modifier = {"none": "", "maybe": "?", "maybe_const": "~const "}[inner["modifier"]]
        return self.higher(inner["generic_params"]) + modifier + self.path(inner["trait"])

    def higher(self, parameters):
        return f"for<{', '.join(it['name'] for it in parameters)}> " if parameters else ""

    def generics(self, it):
        parameters = [self.parameter(parameter) for parameter in it["params"]]
        parameters = [parameter for parameter in parameters if parameter]
        predicates = [self.predicate(predicate) for predicate in it["where_predicates"]]
        return (
            f"<{', '.join(parameters)}>" if parameters else "",
            f" where {', '.join(predicates)}" if predicates else "",
        )

    def parameter(self, it):
        kind, inner = next(iter(it["kind"].items()))
        if kind == "lifetime":
            outlives = f": {' + '.join(inner['outlives'])}" if inner["outlives"] else ""
            return it["name"] + outlives
        if kind == "const":
            return f"const {it['name']}: {self.type(inner['type'])}"
        # `impl Trait` of an argument is a parameter that nobody writes.
        if inner["is_synthetic"]:
            return None
        bounds = f": {self.bounds(inner['bounds'])}" if inner["bounds"] else ""
        default = f" = {self.type(inner['default'])}" if inner["default"] else ""
        return it["name"] + bounds + default

    def predicate(self, it):
        kind, inner = next(iter(it.items()))
        if kind == "bound_predicate":
            return f"{self.higher(inner['generic_params'])}{self.type(inner['type'])}: {self.bounds(inner['bounds'])}"
        if kind == "lifetime_predicate":
            return f"{inner['lifetime']}: {' + '.join(inner['outlives'])}"
        return f"{self.type(inner['lhs'])} = {self.term(inner['rhs'])}"

    def type(self, it):
        if it == "infer":
            return "_"
        kind, inner = next(iter(it.items()))
        if kind == "resolved_path":
            return self.path(inner)
        if kind in ("generic", "primitive"):
            return "!" if inner == "never" else inner
        if kind == "tuple":
            return f"({', '.join(map(self.type, inner))}{',' if len(inner) == 1 else ''})"
        if kind == "slice":
            return f"[{self.type(inner)}]"
        if kind == "array":
            return f"[{self.type(inner['type'])}; {inner['len']}]"
        if kind == "borrowed_ref":
            return self.reference(inner) + self.type(inner["type"])
        if kind == "raw_pointer":
            return f"*{'mut' if inner['is_mutable'] else 'const'} {self.type(inner['type'])}"
        if kind == "impl_trait":
            return f"impl {self.bounds(inner)}"
        if kind == "dyn_trait":
            traits = [self.higher(it["generic_params"]) + self.path(it["trait"]) for it in inner["traits"]]
            return "dyn " + " + ".join(traits + ([inner["lifetime"]] if inner["lifetime"] else []))
        if kind == "qualified_path":
            name = inner["name"] + self.arguments(inner["args"])
            trait = inner["trait"]
            if trait is None or not trait["path"]:
                return f"{self.type(inner['self_type'])}::{name}"
            return f"<{self.type(inner['self_type'])} as {self.path(trait)}>::{name}"
        if kind == "function_pointer":
            inputs = ", ".join(self.type(type) for _, type in inner["sig"]["inputs"])
            output = f" -> {self.type(inner['sig']['output'])}" if inner["sig"]["output"] else ""
            return f"{self.higher(inner['generic_params'])}fn({inputs}){output}"
        raise ValueError(f"unknown kind of type: {kind}")


def kind_of(item):
    return next(iter(item["inner"].items()))


def is_non_exhaustive(item):
    return any("non_exhaustive" in json.dumps(attribute) for attribute in item["attrs"])


def join(path, name):
    return f"{path}::{name}"


def where_on(parameters, where):
    """What an inherent implementation asks for is part of what its functions are."""
    return f"[impl{parameters}{where}]" if where or ":" in parameters else ""


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    version = document["format_version"]
    if version not in FORMATS:
        sys.exit(f"{sys.argv[0]}: rustdoc's format is {version}: see what changed since {FORMATS[-1]}, then add it")
    print("\n".join(Crate(document).print()))


main()
